//! Programs that end with the test process, whatever ends it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// A shell in a process group of its own that starts programs for us in a temporary folder.
///
/// It kills them and removes the folder as soon as its standard input ends. The other end of that
/// pipe is closed by [`Drop`], and by the operating system when this process ends in any other way;
/// a shared control plane sits in a `static`, which is never dropped.
#[derive(Debug)]
pub(super) struct Supervisor {
    folder: PathBuf,
    shell: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Supervisor {
    /// Takes over the folder and waits for orders.
    pub(super) fn new(folder: TempDir) -> Result<Self> {
        fs::create_dir(folder.path().join("run"))?;
        let mut shell = Command::new("sh")
            .args(["-c", include_str!("supervisor.sh"), "stator-testkit"])
            .arg(folder.path())
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the supervisor of the control plane")?;
        let orders = shell.stdin.take();
        let answers = BufReader::new(shell.stdout.take().expect("standard output is piped"));
        // From here on the shell removes the folder.
        Ok(Self {
            folder: folder.keep(),
            shell,
            orders,
            answers,
        })
    }

    /// The folder for data, logs and keys.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a program under a name; its output goes to `<name>.log`.
    pub(super) fn start(&mut self, name: &str, file: &Path, arguments: &[String]) -> Result<()> {
        let mut line = format!("exec {}", quoted(&file.to_string_lossy()));
        for argument in arguments {
            line.push(' ');
            line.push_str(&quoted(argument));
        }
        line.push('\n');
        fs::write(self.folder.join("run").join(name), line)?;
        self.order("start", name)
    }

    /// Kills a program and waits for its end; it can be started again.
    pub(super) fn stop(&mut self, name: &str) -> Result<()> {
        self.order("stop", name)
    }

    /// Starts a stopped program again with the same arguments.
    pub(super) fn start_again(&mut self, name: &str) -> Result<()> {
        self.order("start", name)
    }

    /// The exit code of a program that has ended by itself.
    pub(super) fn ended(&self, name: &str) -> Option<String> {
        let code = fs::read_to_string(self.folder.join(format!("{name}.exit"))).ok()?;
        Some(code.trim().to_owned())
    }

    /// The process id of a started program.
    pub(super) fn pid(&self, name: &str) -> Option<u32> {
        fs::read_to_string(self.folder.join(format!("{name}.pid")))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// The last lines that a program wrote.
    pub(super) fn last_lines(&self, name: &str, count: usize) -> String {
        let log = fs::read(self.folder.join(format!("{name}.log"))).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(count)..].join("\n")
    }

    fn order(&mut self, verb: &str, name: &str) -> Result<()> {
        let orders = self.orders.as_mut().expect("orders are open until drop");
        writeln!(orders, "{verb} {name}")?;
        orders.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        ensure!(
            answer == "done\n",
            "the supervisor of the control plane ended on `{verb} {name}`"
        );
        Ok(())
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.orders.take());
        self.shell.wait().ok();
    }
}

/// A word as `sh` reads it back unchanged.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn supervisor() -> Supervisor {
        Supervisor::new(TempDir::new().unwrap()).unwrap()
    }

    fn sleeper(supervisor: &mut Supervisor, name: &str) -> u32 {
        supervisor
            .start(name, Path::new("sleep"), &["300".into()])
            .unwrap();
        supervisor.pid(name).unwrap()
    }

    fn lives(pid: u32) -> bool {
        // A program that was killed but not yet waited for is a zombie, state Z.
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
            !stat
                .rsplit(')')
                .next()
                .unwrap_or("")
                .trim_start()
                .starts_with('Z')
        })
    }

    fn eventually(claim: impl Fn() -> bool) -> bool {
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline {
            if claim() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    #[test]
    fn drop_kills_every_program_and_removes_the_folder() {
        let mut supervisor = supervisor();
        let pids = [
            sleeper(&mut supervisor, "one"),
            sleeper(&mut supervisor, "two"),
        ];
        let folder = supervisor.folder().to_path_buf();
        assert!(pids.iter().all(|&pid| lives(pid)));
        drop(supervisor);
        assert!(!pids.iter().any(|&pid| lives(pid)));
        assert!(!folder.exists());
    }

    #[test]
    fn panic_kills_every_program() {
        let (send, receive) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut supervisor = supervisor();
            let pid = sleeper(&mut supervisor, "one");
            send.send((pid, supervisor.folder().to_path_buf())).unwrap();
            panic!("on purpose");
        })
        .join()
        .unwrap_err();
        let (pid, folder) = receive.recv().unwrap();
        assert!(!lives(pid));
        assert!(!folder.exists());
    }

    #[test]
    fn arguments_arrive_unchanged_and_the_end_is_noticed() {
        let mut supervisor = supervisor();
        let words = ["it's", "two words", "$HOME", "`date`", ""];
        let script = "printf '<%s>' \"$@\"; exit 7";
        let arguments: Vec<String> = ["-c", script, "sh"]
            .iter()
            .chain(&words)
            .map(ToString::to_string)
            .collect();
        supervisor
            .start("print", Path::new("sh"), &arguments)
            .unwrap();
        assert!(eventually(
            || supervisor.ended("print").as_deref() == Some("7")
        ));
        assert_eq!(
            supervisor.last_lines("print", 5),
            "<it's><two words><$HOME><`date`><>"
        );
    }

    #[test]
    fn stopped_program_can_be_started_again() {
        let mut supervisor = supervisor();
        let first = sleeper(&mut supervisor, "one");
        supervisor.stop("one").unwrap();
        assert!(!lives(first));
        supervisor.start_again("one").unwrap();
        let second = supervisor.pid("one").unwrap();
        assert_ne!(first, second);
        assert!(lives(second));
        assert_eq!(supervisor.ended("one"), None);
    }
}
