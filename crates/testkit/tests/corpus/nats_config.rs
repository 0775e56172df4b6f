//! The real NATS server takes the configuration of every recorded render.

use std::fs;
use std::path::Path;

use stator_certs::{Certificate, KeyKind, PrivateKey, Profile, Usage};
use stator_chart::Compat;
use stator_testkit::{Finished, OurCharts, Program, StatorCommand, objects, recorded_renders};

/// The recorded value is a text, which the server wants as a number: the one case that it refuses,
/// with what our charts render as with what the reference charts did.
const REFUSED: (&str, &str) = (
    "nats-merge-and-patch",
    "interface conversion: interface {} is string, not int64",
);

/// Lets the server read a configuration and nothing else.
fn check(server: &Path, config: &str, folder: &Path) -> Finished {
    // Files of the pod lie below the scratch folder here.
    let etc = folder.join("etc");
    let config = config.replace("\"/etc/", &format!("\"{}/", etc.display()));
    let file = folder.join("nats.conf");
    fs::write(&file, config).unwrap();
    let file = file.display().to_string();
    StatorCommand::at(server, ["-t", "-c", &file])
        .env("SERVER_NAME", "dyn-nats-0")
        .cwd(folder)
        .run()
}

fn authority() -> String {
    let profile = Profile {
        common_name: b"ca".to_vec(),
        dns_names: Vec::new(),
        addresses: Vec::new(),
        not_before: 0,
        not_after: 4_000_000_000,
        usage: Usage::Authority,
    };
    let key = PrivateKey::generate(KeyKind::EcdsaP256).unwrap();
    Certificate::self_signed(&profile, &key).unwrap().to_pem()
}

#[test]
fn nats_server_takes_the_configuration_of_every_recorded_render() {
    let Some(server) = Program::NatsServer.find_or_report("NATS configurations") else {
        return;
    };
    let charts = OurCharts::new();
    let scratch = tempfile::tempdir().unwrap();
    let certificates = scratch.path().join("etc/nats-ca-cert");
    fs::create_dir_all(&certificates).unwrap();
    fs::write(certificates.join("ca.crt"), authority()).unwrap();

    let (mut checked, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    for case in recorded_renders() {
        let Ok(bytes) = case.template(&charts, Compat::Helm4).run() else {
            assert!(case.answer.is_err(), "{} does not render", case.name);
            continue;
        };
        for object in objects::parse(std::str::from_utf8(&bytes).unwrap()) {
            let Some(config) = object["data"]["nats.conf"].as_str() else {
                continue;
            };
            checked += 1;
            let run = check(&server, config, scratch.path());
            if case.name == REFUSED.0 {
                refused.push(run);
            } else if run.code != 0 {
                wrong.push(format!("{}: {run}\n{config}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 35, "only {checked} configurations");
    let [refused] = &*refused else {
        panic!("{} was not rendered once: {refused:?}", REFUSED.0);
    };
    assert_ne!(refused.code, 0);
    assert!(refused.to_string().contains(REFUSED.1), "{refused}");
}

#[test]
fn nats_server_refuses_a_broken_configuration() {
    let Some(server) = Program::NatsServer.find_or_report("NATS configurations") else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    assert_eq!(check(&server, "{\"port\": 4222}", scratch.path()).code, 0);
    assert_ne!(check(&server, "{\"port\": \"x\"}", scratch.path()).code, 0);
}
