use super::*;

const NOW: i32 = 2026;

fn told(text: &str, year: i32) -> String {
    let names = |places: &[Division]| places.iter().map(|place| place.full_name()).collect::<Vec<_>>().join("|");
    match locate(text, year) {
        Located::Found(found) => std::iter::once(found.place.full_name()).chain(found.notes()).collect::<Vec<_>>().join("\n  "),
        Located::Ambiguous(places) => format!("? {}", names(&places)),
        Located::Unknown(places) => format!("- {}", names(&places)),
    }
}

#[test]
fn scratch() {
    let t = include_str!("/tmp/placetexts.txt");
    for l in t.lines() { println!("{l} => {}", told(l, NOW)); }
}
