//! Agreement, without which no number counts.

use crate::engine::Failure;
use crate::options::Options;
use crate::workload::Workload;

/// Records for the negative control.
const CONTROL: usize = 5_000;

/// Compares every engine with what is expected, record by record, and makes sure that a wrong constant would be noticed.
pub(crate) fn run(workload: &Workload, options: &Options) -> Result<bool, Failure> {
    let records = (workload.records)(options.records(workload.compared))?.leak();
    let expected = (workload.expected)(records)?;
    let control = &records[..records.len().min(CONTROL)];
    println!("\n## {}: agreement, {} records\n", workload.name, records.len());
    println!("| engine | records | different | with one constant changed, of {} | expresses |", control.len());
    println!("|---|---|---|---|---|");
    let mut agree = true;
    let mut shown = Vec::new();
    for peer in workload.peers.iter().filter(|peer| options.wants_peer(peer.name)) {
        let check = peer.start(records)?.check(&expected).map_err(|error| format!("{}: {error}", peer.name))?;
        let noticed = match peer.start_wrong(control)? {
            Some(mut wrong) => Some(wrong.check(&expected[..control.len()])?.different),
            None => None,
        };
        println!(
            "| {} | {} | {} | {} | {} |",
            peer.name,
            check.records,
            check.different,
            noticed.map_or("-".to_string(), |noticed| noticed.to_string()),
            check.parts.join(", ")
        );
        if check.different > 0 || check.records != records.len() {
            agree = false;
            shown.extend(check.shown.into_iter().map(|difference| format!("{}: {difference}", peer.name)));
        }
        if noticed == Some(0) {
            agree = false;
            shown.push(format!("{}: the changed constant was not noticed", peer.name));
        }
    }
    println!("\n{}", if agree { "All agree." } else { "NOT ALL AGREE:" });
    for difference in shown {
        println!("- {difference}");
    }
    Ok(agree)
}
