//! The library and the walker give the same verdict on every generated record.

use proptest::prelude::{ProptestConfig, proptest};
use proptest::test_runner::TestCaseError;

use super::generate::{Case, cases};
use super::judgement::judge;
use super::subject::{Subject, record};
use super::{print, summary};

fn agree(case: &Case) -> Result<(), TestCaseError> {
    let text = print::policy(&case.policy);
    let subject = Subject::compile(&text)?;
    let records: Vec<_> = case.people.iter().map(record).collect();
    subject.agrees(&records, case.today).map_err(|told| TestCaseError::fail(format!("{told}\n{text}")))?;
    for (person, record) in case.people.iter().zip(&records) {
        let verdict = subject.judge(record, case.today)?;
        let found = summary::of_verdict(&verdict);
        let expected = summary::of_judgement(&judge(&case.policy, person, case.today));
        let differences = summary::differences(&expected, &found);
        if !differences.is_empty() {
            return Err(TestCaseError::fail(format!(
                "\n{text}\n评估日 {}\n{record}\n\n{differences}\nwalker: {expected:#?}\nlibrary: {verdict:#}",
                case.today.text()
            )));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn library_and_walker_agree(case in cases()) {
        agree(&case)?;
    }
}
