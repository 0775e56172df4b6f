use stator_api::config;
use stator_plan::*;
use serde_json::Value as Json;
fn docs(p:&str)->Vec<Json>{
    let t=std::fs::read_to_string(p).unwrap();
    let mut out=vec![];
    let mut cur=String::new();
    for l in t.lines(){ if l.starts_with("---"){ if !cur.trim().is_empty(){out.push(cur.clone());} cur.clear(); } else {cur.push_str(l);cur.push('\n');} }
    if !cur.trim().is_empty(){out.push(cur);}
    out.iter().filter_map(|t| serde_saphyr::from_str::<Json>(t).ok()).filter(|v|v.is_object()).collect()
}
fn main(){
    let mut args=std::env::args().skip(1); let mut file=String::new(); let mut ns=String::new(); let mut apis=String::new(); let mut op=vec![]; let mut obs=String::new();
    while let Some(a)=args.next(){ match a.as_str(){ "-n"=>ns=args.next().unwrap(),"--apis"=>apis=args.next().unwrap(),"--observed"=>obs=args.next().unwrap(),"-o"=>{args.next();}, a if a.starts_with("--operator-arg=")=>op.push(a["--operator-arg=".len()..].to_owned()), a=>file=a.to_owned()}}
    let parsed=config::parse(op).unwrap(); let cfg=parsed.config;
    let has=|n:&str| apis.split(',').any(|a|a==n);
    let apis=Apis{grove:has("grove"),lws:has("lws"),volcano:has("volcano"),kai:has("kai"),inference:has("inference"),istio:has("istio")};
    let mut o=Observed::default();
    let mut secrets=vec![];
    for d in docs(&obs){ let k=d["kind"].as_str().unwrap(); let n=d["metadata"]["name"].as_str().unwrap().to_owned();
      match k{ "Secret"=>{let s:k8s_openapi::api::core::v1::Secret=serde_json::from_value(d.clone()).unwrap(); if n==cfg.mpi_run_ssh_secret_name && d["metadata"]["namespace"]==cfg.mpi_run_ssh_secret_namespace.as_str(){o.mpi_secret=Some(s.clone());} secrets.push(s);}, "Queue"=>{o.queues.insert(n);}, "PersistentVolumeClaim"=>{o.claims.insert(n);}, _=>{} } }
    o.pull_secrets=PullSecrets::index(&secrets);
    let w=World{config:&cfg,apis,observed:&o};
    let all=docs(&file);
    for d in &all{ if d["kind"]=="PersistentVolumeClaim"{ o2(d,&mut vec![]);} }
    for mut d in all{ d["metadata"]["namespace"]=ns.clone().into();
      match d["kind"].as_str().unwrap(){ "DynamoGraphDeployment"=>{ let g:stator_api::dynamo::DynamoGraphDeployment=serde_json::from_value(d).unwrap(); let p=plan_graph(&g,&w); for x in p.all_objects(){ println!("---\n{}",x.to_json()); } if let Some(e)=p.error{eprintln!("{e}");} for (s,c) in p.components{ if let Some(e)=c.error{eprintln!("{s}: {e}");} } },
       "DynamoComponentDeployment"=>{ let g:stator_api::dynamo::DynamoComponentDeployment=serde_json::from_value(d).unwrap(); let p=plan_component(&g,&w); for x in &p.objects{ println!("---\n{}",x.to_json()); } if let Some(e)=p.error{eprintln!("{e}");} }, _=>{} } }
}
fn o2(_:&Json,_:&mut Vec<Json>){}
