//! From tokens to trees.

mod number;
mod pipeline;
mod scope;

use crate::ast::{Action, Branch, Command, Expr, List, Node, TemplateCall, Tree};
use crate::error::ParseError;
use crate::hash::NameMap;
use crate::lex::{Kind, Lexer, Token};
use crate::stack::StackGuard;
use crate::table::FunctionTable;
use scope::Scope;
use stator_value::gofmt::{first_runes, quote, unquote};
use std::sync::Arc;

/// Parses a text; the last tree is the text's own, the others are its definitions.
pub(crate) fn parse(
    name: &Arc<str>,
    text: &Arc<[u8]>,
    functions: &FunctionTable,
    buffers: &mut Buffers,
    guard: StackGuard,
) -> Parsed<Vec<Arc<Tree>>> {
    let mut lexer = Lexer::new(text, functions.version());
    let fits = u32::try_from(text.len()).is_ok();
    let mut unused = std::mem::take(buffers);
    unused.tokens.clear();
    if fits {
        lexer.tokens(&mut unused.tokens);
    }
    let mut parser = Parser {
        lexer,
        file: name,
        text,
        functions,
        guard,
        buffers: unused,
        at: 0,
        frame: Frame::default(),
        trees: Vec::new(),
        places: NameMap::default(),
    };
    if !fits {
        return Err(parser.error("text is too long"));
    }
    let root = parser.top()?;
    parser.add(name, root)?;
    *buffers = parser.buffers;
    Ok(parser.trees.into_iter().flatten().collect())
}

/// What parsing one text leaves to the next, so that its memory is touched once.
#[derive(Default)]
pub(crate) struct Buffers {
    tokens: Vec<Token>,
    /// Parts of what is not yet complete: they move to their own place once they are counted.
    args: Vec<Expr>,
    commands: Vec<Command>,
    nodes: Vec<Node>,
}

/// Takes what a stack holds above a mark.
#[inline]
fn take<T>(stack: &mut Vec<T>, mark: usize) -> Box<[T]> {
    if stack.len() == mark {
        return Box::default();
    }
    stack.split_off(mark).into()
}

/// What belongs to the template being parsed, and is put aside while a definition in it is parsed.
#[derive(Default)]
struct Frame<'a> {
    scope: Scope<'a>,
    /// Where the tokens that the parser went through since are this template's.
    from: usize,
    /// How far this template's tokens were read before the parser last went back or to another
    /// template: the last token gives the line of its errors.
    read: usize,
    /// Where the innermost action that is not yet complete began.
    action: Option<u32>,
    ranges: u32,
    parens: u32,
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    file: &'a Arc<str>,
    text: &'a Arc<[u8]>,
    functions: &'a FunctionTable,
    guard: StackGuard,
    buffers: Buffers,
    at: usize,
    frame: Frame<'a>,
    /// In their order; empty where another tree of the name came later.
    trees: Vec<Option<Arc<Tree>>>,
    /// Where the trees are, by their names.
    places: NameMap<Arc<str>, usize>,
}

/// How a list of nodes ended.
enum End {
    End,
    /// `else`, with the position of what follows it.
    Else(u32),
}

impl End {
    fn text(&self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else(_) => "{{else}}",
        }
    }
}

/// A node, or what ends the list that it would belong to.
enum Item {
    Node(Node),
    End(End),
}

/// Errors are boxed, because they are rare and large.
type Parsed<T> = Result<T, Box<ParseError>>;

impl<'a> Parser<'a> {
    // Tokens.

    /// Gives the token at an index; behind the end, the last one again.
    fn token(&self, index: usize) -> Token {
        let tokens = &self.buffers.tokens;
        match tokens.get(index) {
            Some(token) => *token,
            None => tokens[tokens.len() - 1],
        }
    }

    /// Says how far this template's tokens have been read.
    fn read(&self) -> usize {
        if self.at > self.frame.from {
            self.frame.read.max(self.at)
        } else {
            self.frame.read
        }
    }

    fn next(&mut self) -> Token {
        let token = self.token(self.at);
        self.at += 1;
        token
    }

    fn peek(&mut self) -> Token {
        self.frame.read = self.frame.read.max(self.at + 1);
        self.token(self.at)
    }

    fn back_up(&mut self) {
        self.go_back(self.at - 1);
    }

    fn go_back(&mut self, to: usize) {
        self.frame.read = self.read();
        self.at = to;
    }

    /// Puts the frame aside for that of a template within.
    fn enter(&mut self) -> Frame<'a> {
        self.frame.read = self.read();
        let inner = Frame {
            from: self.at,
            ..Frame::default()
        };
        std::mem::replace(&mut self.frame, inner)
    }

    /// Goes on with the frame that was put aside.
    fn leave(&mut self, outer: Frame<'a>) {
        self.frame = outer;
        self.frame.from = self.at;
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<Token> {
        let token = self.next();
        if token.kind == kind {
            Ok(token)
        } else {
            Err(self.unexpected(token, context))
        }
    }

    // Errors.

    #[cold]
    fn error(&self, message: impl Into<String>) -> Box<ParseError> {
        let offset = self.read().checked_sub(1).map(|i| self.token(i).start);
        self.error_at(offset, message)
    }

    #[cold]
    fn error_at(&self, offset: Option<u32>, message: impl Into<String>) -> Box<ParseError> {
        let line = offset.map_or(0, |offset| self.lexer.line(offset));
        let offset = offset.unwrap_or(0);
        Box::new(ParseError {
            file: Arc::clone(self.file),
            line,
            offset,
            message: message.into(),
        })
    }

    #[cold]
    fn unexpected(&self, token: Token, context: &str) -> Box<ParseError> {
        if token.kind != Kind::Error {
            return self.error(format!("unexpected {} in {context}", self.show(token)));
        }
        let mut message = self.lexer.message().to_owned();
        if let Some(action) = self.frame.action
            && self.lexer.line(action) != self.lexer.line(token.start)
        {
            // "unclosed action started at", not "unclosed action in action started at".
            let words = if message.ends_with(" action") {
                " started"
            } else {
                " in action started"
            };
            let line = self.lexer.line(action);
            message.push_str(&format!("{words} at {}:{line}", self.file));
        }
        self.error(message)
    }

    fn show(&self, token: Token) -> String {
        let bytes = self.lexer.bytes(token);
        match token.kind {
            Kind::Eof => "EOF".to_owned(),
            kind if kind.is_keyword() => format!("<{}>", String::from_utf8_lossy(bytes)),
            _ if bytes.len() > 10 => format!("{}...", quote(first_runes(bytes, 10))),
            _ => quote(bytes),
        }
    }

    /// Complains when nesting has used up the stack.
    fn check_room(&self) -> Parsed<()> {
        if self.guard.has_room() {
            Ok(())
        } else {
            Err(self.error("max expression depth exceeded"))
        }
    }

    // Templates.

    fn top(&mut self) -> Parsed<List> {
        let pos = self.peek().start;
        loop {
            let token = self.peek();
            if token.kind == Kind::Eof {
                return Ok(self.list(pos, 0));
            }
            if token.kind == Kind::LeftDelim {
                let delim = self.at;
                self.next();
                if self.next().kind == Kind::Define {
                    self.definition()?;
                    continue;
                }
                self.go_back(delim);
            }
            let token = self.next();
            match self.text_or_action(token)? {
                Item::Node(node) => self.buffers.nodes.push(node),
                Item::End(end) => {
                    return Err(self.error(format!("unexpected {}", end.text())));
                }
            }
        }
    }

    /// Makes a list of the nodes since a mark.
    fn list(&mut self, pos: u32, mark: usize) -> List {
        List {
            pos,
            nodes: take(&mut self.buffers.nodes, mark),
        }
    }

    /// Keeps a tree, unless the text has another one of that name with something in it.
    fn add(&mut self, name: &Arc<str>, root: List) -> Parsed<()> {
        let tree = Arc::new(Tree {
            name: Arc::clone(name),
            file: Arc::clone(self.file),
            text: Arc::clone(self.text),
            root,
        });
        let known = self.places.get(name).copied();
        let last = match known.and_then(|at| self.trees[at].take()) {
            None => tree,
            Some(old) if old.is_empty() => tree,
            // The text's own tree comes last even where an equally named one has the content.
            Some(old) if tree.is_empty() => old,
            Some(_) => {
                let name = quote(name.as_bytes());
                let message = format!("template: multiple definition of template {name}");
                return Err(self.error(message));
            }
        };
        self.places.insert(Arc::clone(name), self.trees.len());
        self.trees.push(Some(last));
        Ok(())
    }

    /// Parses `{{define}}` after its keyword.
    fn definition(&mut self) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let outer = self.enter();
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        let (root, end) = self.items()?;
        if !matches!(end, End::End) {
            return Err(self.error(format!("unexpected {} in {CONTEXT}", end.text())));
        }
        self.add(&name, root)?;
        self.leave(outer);
        Ok(())
    }

    fn template_name(&mut self, token: Token, context: &str) -> Parsed<Arc<str>> {
        if !matches!(token.kind, Kind::Str | Kind::RawStr) {
            return Err(self.unexpected(token, context));
        }
        let source = self.lexer.bytes(token);
        if let Some(Ok(name)) = pipeline::plain_string(source).map(std::str::from_utf8) {
            return Ok(name.into());
        }
        let name = unquote(source).ok_or_else(|| self.error("invalid syntax"))?;
        Ok(String::from_utf8_lossy(&name).into())
    }

    /// Parses nodes up to `{{end}}` or `{{else}}`.
    fn items(&mut self) -> Parsed<(List, End)> {
        self.check_room()?;
        let pos = self.peek().start;
        let mark = self.buffers.nodes.len();
        loop {
            let token = self.next();
            if token.kind == Kind::Eof {
                return Err(self.error("unexpected EOF"));
            }
            match self.text_or_action(token)? {
                Item::Node(node) => self.buffers.nodes.push(node),
                Item::End(end) => return Ok((self.list(pos, mark), end)),
            }
        }
    }

    /// Parses what the token, which is consumed, begins.
    fn text_or_action(&mut self, token: Token) -> Parsed<Item> {
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.slice()))),
            Kind::LeftDelim => {
                self.frame.action = Some(token.start);
                let item = self.action()?;
                self.frame.action = None;
                Ok(item)
            }
            _ => Err(self.unexpected(token, "input")),
        }
    }

    fn action(&mut self) -> Parsed<Item> {
        let token = self.next();
        let node = match token.kind {
            Kind::Block => self.block()?,
            Kind::Break => {
                self.loop_control("{{break}}")?;
                Node::Break(token.start)
            }
            Kind::Continue => {
                self.loop_control("{{continue}}")?;
                Node::Continue(token.start)
            }
            Kind::Else => {
                let next = self.peek();
                if !matches!(next.kind, Kind::If | Kind::With) {
                    self.expect(Kind::RightDelim, "else")?;
                }
                return Ok(Item::End(End::Else(next.start)));
            }
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Item::End(End::End));
            }
            Kind::If => Node::If(self.branch(Kind::If)?),
            Kind::Range => Node::Range(self.branch(Kind::Range)?),
            Kind::With => Node::With(self.branch(Kind::With)?),
            Kind::Template => self.template()?,
            kind => {
                if matches!(kind, Kind::Str | Kind::RawStr) && self.is_literal(token) {
                    return Ok(Item::Node(Node::Literal(token.slice())));
                }
                let pos = token.start;
                let pipe = self.pipeline_from(token, "command", Kind::RightDelim)?;
                Node::Action(Box::new(Action { pos, pipe }))
            }
        };
        Ok(Item::Node(node))
    }

    /// Says whether a string constant stands alone and has no escapes; then its right delimiter
    /// is consumed.
    fn is_literal(&mut self, text: Token) -> bool {
        if pipeline::plain_string(self.lexer.bytes(text)).is_none() {
            return false;
        }
        let start = self.at;
        if self.next().kind == Kind::RightDelim {
            return true;
        }
        self.go_back(start);
        false
    }

    fn loop_control(&mut self, word: &str) -> Parsed<()> {
        let token = self.next();
        if token.kind != Kind::RightDelim {
            return Err(self.unexpected(token, word));
        }
        if self.frame.ranges == 0 {
            return Err(self.error(format!("{word} outside {{{{range}}}}")));
        }
        Ok(())
    }

    /// Parses `if`, `with` or `range` after its keyword.
    fn branch(&mut self, kind: Kind) -> Parsed<Box<Branch>> {
        let context = match kind {
            Kind::If => "if",
            Kind::With => "with",
            _ => "range",
        };
        self.check_room()?;
        let known = self.frame.scope.known();
        let vars_before = self.frame.scope.height();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let vars_inside = self.frame.scope.height();
        self.frame.ranges += u32::from(kind == Kind::Range);
        let (list, end) = self.items()?;
        self.frame.ranges -= u32::from(kind == Kind::Range);
        self.frame.scope.shrink(vars_inside);
        let mut otherwise = None;
        if let End::Else(pos) = end {
            let next = self.peek().kind;
            if next == kind && matches!(kind, Kind::If | Kind::With) {
                // `else if` stands for an `if` in the else branch whose `end` is understood.
                self.next();
                let inner = self.branch(kind)?;
                let node = if kind == Kind::If {
                    Node::If(inner)
                } else {
                    Node::With(inner)
                };
                otherwise = Some(List {
                    pos,
                    nodes: Box::new([node]),
                });
            } else {
                let (nodes, end) = self.items()?;
                if !matches!(end, End::End) {
                    return Err(self.error(format!("expected end; found {}", end.text())));
                }
                otherwise = Some(nodes);
            }
        }
        self.frame.scope.forget(known);
        self.frame.scope.shrink(vars_before);
        Ok(Box::new(Branch {
            pos: pipe.pos,
            pipe,
            list,
            otherwise,
            vars_before,
            vars_inside,
        }))
    }

    /// Parses `{{block}}` after its keyword.
    fn block(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "block clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        let outer = self.enter();
        let (root, end) = self.items()?;
        if matches!(end, End::End) {
            self.add(&name, root)?;
            self.leave(outer);
        } else {
            self.leave(outer);
            return Err(self.error(format!("unexpected {} in {CONTEXT}", end.text())));
        }
        Ok(Node::Template(Box::new(TemplateCall {
            pos: token.start,
            name,
            pipe: Some(pipe),
        })))
    }

    /// Parses `{{template}}` after its keyword.
    fn template(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let mut pipe = None;
        if self.next().kind != Kind::RightDelim {
            self.back_up();
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        Ok(Node::Template(Box::new(TemplateCall {
            pos: token.start,
            name,
            pipe,
        })))
    }
}
