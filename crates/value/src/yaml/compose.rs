//! From tokens to the nodes of the first document.
//!
//! The grammar is that of libyaml, walked with a stack of its own, so that nesting costs no
//! machine stack. Tokens are asked for exactly when libyaml asks for them, see the scanner.

use super::error::{Fault, Stage};
use super::input::Input;
use super::scan::{Kind, Mark, Piece, Scanner, Token, scanner};
use super::tree::{NONE, Node, NodeId, Shape, Tag, Tree};
use std::collections::HashMap;

/// What is awaited within an open collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// `- item` lines with their own indentation.
    BlockItem,
    /// `- item` lines at the indentation of the key before them.
    IndentlessItem,
    BlockKey,
    BlockValue,
    FlowItem {
        first: bool,
    },
    /// A pair within brackets: `[a: b]`.
    PairKey,
    PairValue,
    PairEnd,
    FlowKey {
        first: bool,
    },
    FlowValue,
    /// A key in braces without a value.
    FlowNoValue,
}

struct Frame {
    phase: Phase,
    node: NodeId,
    last_child: NodeId,
}

struct Composer<'t> {
    scanner: Scanner<'t>,
    text: &'t [u8],
    nodes: Vec<Node>,
    stack: Vec<Frame>,
    root: NodeId,
    anchors: HashMap<&'t [u8], NodeId>,
    /// Handles and prefixes of `%TAG`.
    directives: Vec<(Piece, Piece)>,
}

type Composed<T> = Result<T, Fault>;

/// Reads the first document of `input`.
pub(super) fn compose(mut input: Input<'_>) -> Composed<Tree<'_>> {
    let scanner = scanner(&mut input);
    let text = scanner.text();
    let mut composer = Composer {
        scanner,
        text,
        nodes: Vec::with_capacity(text.len() / 16 + 4),
        stack: Vec::new(),
        root: NONE,
        anchors: HashMap::new(),
        directives: Vec::new(),
    };
    composer.document()?;
    let Composer {
        scanner,
        nodes,
        root,
        ..
    } = composer;
    let scratch = scanner.into_scratch();
    Ok(Tree {
        text: input.text,
        scratch,
        nodes,
        root,
    })
}

fn fault<T>(problem: &'static str, mark: Mark) -> Composed<T> {
    Err(Fault::new(Stage::Composer, problem, mark))
}

impl Composer<'_> {
    /// Complains about what comes next within the open collection.
    fn fault_within<T>(&self, problem: &'static str, mark: Mark) -> Composed<T> {
        let fault = Fault::new(Stage::Composer, problem, mark);
        Err(match self.stack.last() {
            Some(frame) => fault.since(self.nodes[frame.node as usize].start),
            None => fault,
        })
    }

    fn document(&mut self) -> Composed<()> {
        self.scanner.peek()?;
        self.scanner.skip();
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::StreamEnd => return Ok(()),
            Kind::Version | Kind::TagDirective | Kind::DocumentStart => {
                self.read_directives()?;
                let token = self.scanner.peek()?;
                if token.kind != Kind::DocumentStart {
                    return fault("did not find expected <document start>", token.start);
                }
                self.scanner.skip();
                let token = self.scanner.peek()?;
                match token.kind {
                    Kind::Version
                    | Kind::TagDirective
                    | Kind::DocumentStart
                    | Kind::DocumentEnd
                    | Kind::StreamEnd => self.empty_scalar(token.start),
                    _ => self.read_node(true, false)?,
                }
            }
            _ => self.read_node(true, false)?,
        }
        while let Some(frame) = self.stack.last() {
            match frame.phase {
                Phase::BlockItem => self.block_item()?,
                Phase::IndentlessItem => self.indentless_item()?,
                Phase::BlockKey => self.block_key()?,
                Phase::BlockValue => self.block_value()?,
                Phase::FlowItem { first } => self.flow_item(first)?,
                Phase::PairKey => self.pair_key()?,
                Phase::PairValue => self.pair_value()?,
                Phase::PairEnd => self.pair_end()?,
                Phase::FlowKey { first } => self.flow_key(first)?,
                Phase::FlowValue => self.flow_value()?,
                Phase::FlowNoValue => self.flow_no_value()?,
            }
        }
        // The end of the document has to be recognised, too.
        self.scanner.peek()?;
        Ok(())
    }

    fn read_directives(&mut self) -> Composed<()> {
        let mut version_seen = false;
        loop {
            let token = self.scanner.peek()?;
            match token.kind {
                Kind::Version => {
                    if version_seen {
                        return fault("found duplicate %YAML directive", token.start);
                    }
                    if token.version != (1, 1) {
                        return fault("found incompatible YAML document", token.start);
                    }
                    version_seen = true;
                }
                Kind::TagDirective => {
                    let handle = self.scanner.bytes(token.text);
                    if self
                        .directives
                        .iter()
                        .any(|(h, _)| self.scanner.bytes(*h) == handle)
                    {
                        return fault("found duplicate %TAG directive", token.start);
                    }
                    self.directives.push((token.text, token.more));
                }
                _ => return Ok(()),
            }
            self.scanner.skip();
        }
    }

    // ---- nodes ----

    /// Adds a node to the open collection.
    fn add(&mut self, shape: Shape, start: Mark, end: Mark) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node {
            shape,
            start,
            end: end.at,
            first_child: NONE,
            next: NONE,
        });
        match self.stack.last_mut() {
            None => self.root = id,
            Some(frame) => {
                if frame.last_child == NONE {
                    self.nodes[frame.node as usize].first_child = id;
                } else {
                    self.nodes[frame.last_child as usize].next = id;
                }
                frame.last_child = id;
            }
        }
        id
    }

    fn open(&mut self, phase: Phase, id: NodeId) {
        self.stack.push(Frame {
            phase,
            node: id,
            last_child: NONE,
        });
    }

    /// Closes the open collection.
    fn close(&mut self, end: Mark) {
        if let Some(frame) = self.stack.pop() {
            self.nodes[frame.node as usize].end = end.at;
        }
    }

    fn empty_scalar(&mut self, mark: Mark) {
        let shape = Shape::Scalar {
            text: Piece::default(),
            tag: Tag::None,
            implicit: true,
        };
        self.add(shape, mark, mark);
    }

    fn set_phase(&mut self, phase: Phase) {
        if let Some(frame) = self.stack.last_mut() {
            frame.phase = phase;
        }
    }

    /// Reads a node: within a block, and at the indentation of the key before it.
    fn read_node(&mut self, block: bool, indentless: bool) -> Composed<()> {
        let mut token = self.scanner.peek()?;
        if token.kind == Kind::Scalar {
            // Most nodes: no anchor, no tag.
            let shape = Shape::Scalar {
                text: token.text,
                tag: Tag::None,
                implicit: token.plain,
            };
            self.add(shape, token.start, token.end);
            self.scanner.skip();
            return Ok(());
        }
        if token.kind == Kind::Alias {
            let name = self.scanner.bytes(token.text);
            let Some(target) = self.anchors.get(name).copied() else {
                let name = String::from_utf8_lossy(name);
                let problem = format!("unknown anchor '{name}' referenced");
                return Err(Fault::new(Stage::Builder, problem, token.start));
            };
            self.add(Shape::Alias(target), token.start, token.end);
            self.scanner.skip();
            return Ok(());
        }

        let start = token.start;
        let mut end = token.start;
        let (mut anchor, mut tag_token): (Option<Piece>, Option<Token>) = (None, None);
        loop {
            match token.kind {
                Kind::Anchor if anchor.is_none() => anchor = Some(token.text),
                Kind::Tag if tag_token.is_none() => tag_token = Some(token),
                _ => break,
            }
            end = token.end;
            self.scanner.skip();
            token = self.scanner.peek()?;
        }
        let (tag, bang) = match tag_token {
            None => (Tag::None, false),
            Some(token) => self.resolve_tag(token)?,
        };

        let collection = match token.kind {
            Kind::BlockEntry if indentless => Some((Shape::Sequence, Phase::IndentlessItem)),
            Kind::FlowSequenceStart => Some((Shape::Sequence, Phase::FlowItem { first: true })),
            Kind::FlowMappingStart => Some((Shape::Mapping, Phase::FlowKey { first: true })),
            Kind::BlockSequenceStart if block => Some((Shape::Sequence, Phase::BlockItem)),
            Kind::BlockMappingStart if block => Some((Shape::Mapping, Phase::BlockKey)),
            _ => None,
        };
        let id = if let Some((shape, phase)) = collection {
            let id = self.add(shape, start, token.end);
            self.open(phase, id);
            if phase != Phase::IndentlessItem {
                self.scanner.skip();
            }
            id
        } else if token.kind == Kind::Scalar {
            let implicit = tag == Tag::None && token.plain || bang;
            let id = self.add(
                Shape::Scalar {
                    text: token.text,
                    tag,
                    implicit,
                },
                start,
                token.end,
            );
            self.scanner.skip();
            id
        } else if anchor.is_some() || tag != Tag::None {
            let implicit = tag == Tag::None;
            self.add(
                Shape::Scalar {
                    text: Piece::default(),
                    tag,
                    implicit,
                },
                start,
                end,
            )
        } else {
            return self.fault_within("did not find expected node content", token.start);
        };
        if let Some(name) = anchor {
            self.anchors.insert(name.get(self.text, b""), id);
        }
        Ok(())
    }

    /// Gives what a tag means, and whether it is a lone `!`.
    fn resolve_tag(&mut self, token: Token) -> Composed<(Tag, bool)> {
        let handle = self.scanner.bytes(token.text);
        let suffix = self.scanner.bytes(token.more);
        if handle.is_empty() {
            return Ok((Tag::of(suffix), suffix == b"!"));
        }
        let declared = self
            .directives
            .iter()
            .find(|(h, _)| self.scanner.bytes(*h) == handle);
        let prefix: &[u8] = match (declared, handle) {
            (Some((_, prefix)), _) => self.scanner.bytes(*prefix),
            (None, b"!") => b"!",
            (None, b"!!") => b"tag:yaml.org,2002:",
            _ => return fault("found undefined tag handle", token.start),
        };
        let name = [prefix, suffix].concat();
        Ok((Tag::of(&name), name == b"!"))
    }

    // ---- block collections ----

    fn block_item(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::BlockEntry => {
                self.scanner.skip();
                match self.scanner.peek()?.kind {
                    Kind::BlockEntry | Kind::BlockEnd => self.empty_scalar(token.end),
                    _ => return self.read_node(true, false),
                }
            }
            Kind::BlockEnd => {
                self.close(token.start);
                self.scanner.skip();
            }
            _ => return self.fault_within("did not find expected '-' indicator", token.start),
        }
        Ok(())
    }

    fn indentless_item(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        if token.kind == Kind::BlockEntry {
            self.scanner.skip();
            match self.scanner.peek()?.kind {
                Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => {
                    self.empty_scalar(token.end);
                }
                _ => return self.read_node(true, false),
            }
        } else {
            self.close(token.start);
        }
        Ok(())
    }

    fn block_key(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::Key => {
                self.set_phase(Phase::BlockValue);
                self.scanner.skip();
                match self.scanner.peek()?.kind {
                    Kind::Key | Kind::Value | Kind::BlockEnd => self.empty_scalar(token.end),
                    _ => return self.read_node(true, true),
                }
            }
            Kind::BlockEnd => {
                self.close(token.start);
                self.scanner.skip();
            }
            _ => return self.fault_within("did not find expected key", token.start),
        }
        Ok(())
    }

    fn block_value(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        self.set_phase(Phase::BlockKey);
        if token.kind == Kind::Value {
            self.scanner.skip();
            match self.scanner.peek()?.kind {
                Kind::Key | Kind::Value | Kind::BlockEnd => self.empty_scalar(token.end),
                _ => return self.read_node(true, true),
            }
        } else {
            self.empty_scalar(token.start);
        }
        Ok(())
    }

    // ---- flow collections ----

    /// Goes past the comma before an entry; gives the token after it, `None` at the end.
    fn next_entry(
        &mut self,
        first: bool,
        end: Kind,
        problem: &'static str,
    ) -> Composed<Option<Token>> {
        let mut token = self.scanner.peek()?;
        if token.kind != end && !first {
            if token.kind != Kind::FlowEntry {
                return self.fault_within(problem, token.start);
            }
            self.scanner.skip();
            token = self.scanner.peek()?;
        }
        if token.kind == end {
            self.close(token.end);
            self.scanner.skip();
            return Ok(None);
        }
        Ok(Some(token))
    }

    fn flow_item(&mut self, first: bool) -> Composed<()> {
        self.set_phase(Phase::FlowItem { first: false });
        let end = Kind::FlowSequenceEnd;
        let Some(token) = self.next_entry(first, end, "did not find expected ',' or ']'")? else {
            return Ok(());
        };
        if token.kind == Kind::Key {
            let id = self.add(Shape::Mapping, token.start, token.end);
            self.open(Phase::PairKey, id);
            self.scanner.skip();
            return Ok(());
        }
        self.read_node(false, false)
    }

    fn pair_key(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        self.set_phase(Phase::PairValue);
        match token.kind {
            Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd => {
                // COMPAT(helm): the token is lost, so that `[? : b]` is refused.
                self.scanner.skip();
                self.empty_scalar(token.end);
                Ok(())
            }
            _ => self.read_node(false, false),
        }
    }

    fn pair_value(&mut self) -> Composed<()> {
        let mut token = self.scanner.peek()?;
        self.set_phase(Phase::PairEnd);
        if token.kind == Kind::Value {
            self.scanner.skip();
            token = self.scanner.peek()?;
            if !matches!(token.kind, Kind::FlowEntry | Kind::FlowSequenceEnd) {
                return self.read_node(false, false);
            }
        }
        self.empty_scalar(token.start);
        Ok(())
    }

    fn pair_end(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        self.close(token.start);
        Ok(())
    }

    fn flow_key(&mut self, first: bool) -> Composed<()> {
        let end = Kind::FlowMappingEnd;
        let Some(token) = self.next_entry(first, end, "did not find expected ',' or '}'")? else {
            return Ok(());
        };
        if token.kind != Kind::Key {
            self.set_phase(Phase::FlowNoValue);
            return self.read_node(false, false);
        }
        self.set_phase(Phase::FlowValue);
        self.scanner.skip();
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd => {
                self.empty_scalar(token.start);
                Ok(())
            }
            _ => self.read_node(false, false),
        }
    }

    fn flow_value(&mut self) -> Composed<()> {
        let mut token = self.scanner.peek()?;
        self.set_phase(Phase::FlowKey { first: false });
        if token.kind == Kind::Value {
            self.scanner.skip();
            token = self.scanner.peek()?;
            if !matches!(token.kind, Kind::FlowEntry | Kind::FlowMappingEnd) {
                return self.read_node(false, false);
            }
        }
        self.empty_scalar(token.start);
        Ok(())
    }

    fn flow_no_value(&mut self) -> Composed<()> {
        let token = self.scanner.peek()?;
        self.set_phase(Phase::FlowKey { first: false });
        self.empty_scalar(token.start);
        Ok(())
    }
}
