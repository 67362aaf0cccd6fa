use crate::outcome::Outcome;
pub(crate) fn run<T>(_: T) -> Outcome {
    Ok(std::process::ExitCode::SUCCESS)
}
