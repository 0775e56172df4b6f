//! Running the built `stator` command and looking at everything it did.

use std::borrow::Cow;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::{self, Write as _};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The `stator` command with these arguments, to be [run](StatorCommand::run).
///
/// The file is the one that cargo names to integration tests of the command's own package, else the one
/// beside the test binary, which `cargo test --workspace` and `cargo xtask test` build.
pub fn stator<I, A>(arguments: I) -> StatorCommand
where
    I: IntoIterator<Item = A>,
    A: AsRef<OsStr>,
{
    StatorCommand::at(built_command(), arguments)
}

/// A command to be run with a known environment and a time limit.
///
/// The environment is empty but for `PATH` and the temporary folder: neither a `HELM_*` variable nor
/// a kubeconfig of the developer reaches the command.
#[derive(Debug, Clone)]
pub struct StatorCommand {
    file: PathBuf,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    input: Vec<u8>,
    environment: Vec<(OsString, OsString)>,
    limit: Duration,
}

impl StatorCommand {
    /// The program in `file` with these arguments.
    pub fn at<I, A>(file: impl Into<PathBuf>, arguments: I) -> Self
    where
        I: IntoIterator<Item = A>,
        A: AsRef<OsStr>,
    {
        let kept = ["PATH", "TMPDIR", "SystemRoot"];
        Self {
            file: file.into(),
            arguments: arguments
                .into_iter()
                .map(|word| word.as_ref().to_owned())
                .collect(),
            folder: None,
            input: Vec::new(),
            environment: kept
                .into_iter()
                .filter_map(|name| Some((name.into(), env::var_os(name)?)))
                .collect(),
            limit: Duration::from_mins(1),
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Runs it in this folder; the workspace's own otherwise.
    #[must_use]
    pub fn cwd(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_path_buf());
        self
    }

    /// Gives it this on standard input; nothing otherwise.
    #[must_use]
    pub fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Ends it after this time; one minute otherwise.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started, is ended by a signal (a crash), or is not done within its limit.
    #[track_caller]
    pub fn run(self) -> Finished {
        let folder = self.folder.clone().unwrap_or_else(crate::workspace_root);
        let started = Instant::now();
        let mut child = Command::new(&self.file)
            .args(&self.arguments)
            .current_dir(folder)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {self}: {error}"));

        let mut stdin = child.stdin.take().expect("standard input is piped");
        let input = self.input.clone();
        // A command that does not read its input closes the pipe; that is its right.
        let writer = thread::spawn(move || stdin.write_all(&input).ok());
        let stdout = read_all(child.stdout.take().expect("standard output is piped"));
        let stderr = read_all(child.stderr.take().expect("standard error is piped"));

        let status = wait(&mut child, started + self.limit);
        let took = started.elapsed();
        if status.is_none() {
            child.kill().ok();
            child.wait().ok();
        }
        let [stdout, stderr] =
            [stdout, stderr].map(|reader| reader.join().expect("reading does not panic"));
        writer.join().expect("writing does not panic");
        let Some(status) = status else {
            panic!(
                "{self} was not done within {:?}\n{}",
                self.limit,
                lossy(&stderr)
            );
        };
        let Some(code) = status.code() else {
            panic!(
                "{self} was ended by a signal ({status})\n{}",
                lossy(&stderr)
            );
        };
        Finished {
            code,
            stdout,
            stderr,
            took,
        }
    }
}

impl fmt::Display for StatorCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}", self.file.display())?;
        for argument in &self.arguments {
            write!(f, " {}", argument.display())?;
        }
        f.write_char('`')
    }
}

/// What a command did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Finished {
    /// Its exit code.
    pub code: i32,
    /// Everything it wrote to standard output.
    pub stdout: Vec<u8>,
    /// Everything it wrote to standard error.
    pub stderr: Vec<u8>,
    /// How long it ran.
    pub took: Duration,
}

impl Finished {
    /// Standard output as text.
    pub fn stdout(&self) -> Cow<'_, str> {
        lossy(&self.stdout)
    }

    /// Standard error as text.
    pub fn stderr(&self) -> Cow<'_, str> {
        lossy(&self.stderr)
    }

    /// Requires exit code 0 and gives standard output.
    #[track_caller]
    pub fn success(&self) -> Cow<'_, str> {
        assert_eq!(self.code, 0, "{self}");
        self.stdout()
    }
}

/// All three of exit code, output and errors, made to be one snapshot.
impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit code: {}", self.code)?;
        for (name, text) in [("stdout", self.stdout()), ("stderr", self.stderr())] {
            writeln!(f, "----- {name} -----")?;
            f.write_str(&text)?;
            if !text.is_empty() && !text.ends_with('\n') {
                f.write_str("\n(no newline at the end)\n")?;
            }
        }
        Ok(())
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn read_all(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok();
        bytes
    })
}

/// Waits for the end of the process, with short naps that grow with its age.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut nap = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait().expect("the child is ours to wait for") {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(10));
    }
}

/// The `stator` file of this build.
fn built_command() -> PathBuf {
    if let Some(file) = env::var_os("CARGO_BIN_EXE_stator") {
        return file.into();
    }
    let test = env::current_exe().expect("a running test knows its own file");
    let name = format!("stator{}", env::consts::EXE_SUFFIX);
    let beside = test
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(&name));
    beside
        .into_iter()
        .find(|file| file.is_file())
        .unwrap_or_else(|| {
            panic!(
                "no built `{name}` near {}: run `cargo build -p stator`",
                test.display()
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> StatorCommand {
        StatorCommand::at("sh", ["-c", script])
    }

    #[test]
    fn code_output_and_errors_are_kept_apart() {
        let run = sh("cat; echo oops >&2; exit 3").stdin("given").run();
        assert_eq!(
            (run.code, &*run.stdout(), &*run.stderr()),
            (3, "given", "oops\n")
        );
        assert_eq!(
            run.to_string(),
            "exit code: 3\n----- stdout -----\ngiven\n(no newline at the end)\n----- stderr -----\noops\n"
        );
    }

    #[test]
    fn large_input_and_output_do_not_block_each_other() {
        let input = vec![b'x'; 4 << 20];
        let run = sh("cat; yes | head -c 4194304 >&2")
            .stdin(input.clone())
            .run();
        assert_eq!(run.stdout, input);
        assert_eq!(run.stderr.len(), 4 << 20);
    }

    #[test]
    fn unread_input_is_not_an_error() {
        assert_eq!(sh("exit 0").stdin(vec![b'x'; 1 << 20]).run().code, 0);
    }

    #[test]
    fn environment_of_the_developer_does_not_leak() {
        let run = sh("env").env("STATOR_GIVEN", "yes").run();
        let text = run.success();
        assert!(text.contains("STATOR_GIVEN=yes"));
        assert!(!text.contains("CARGO_MANIFEST_DIR="), "{text}");
    }

    #[test]
    #[should_panic(expected = "was not done within")]
    fn a_command_over_its_limit_is_ended() {
        sh("exec sleep 30").limit(Duration::from_millis(50)).run();
    }

    #[test]
    #[should_panic(expected = "ended by a signal")]
    fn a_crash_is_not_an_exit_code() {
        sh("kill -SEGV $$").run();
    }
}
