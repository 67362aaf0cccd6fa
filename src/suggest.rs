//! Did you mean: the nearest of some known names. In: a word and names. Out: the nearest, if it is near enough.

/// The nearest name, when at most a third of the longer word (at least one character) must change.
pub(crate) fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = word.chars().count();
    if length == 0 {
        return None;
    }
    let mut best: Option<(usize, &'n str)> = None;
    for name in names {
        let longer = length.max(name.chars().count());
        let allowed = if length == 1 { 0 } else { (longer / 3).max(1) };
        let contains = length >= 2 && name.chars().count() <= length + 4 && name.contains(word);
        if !contains && name.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let distance = distance(word, name);
        let is_near = distance <= allowed || contains;
        if is_near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, left_character) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, &right_character) in right.iter().enumerate() {
            let replace = previous.get(column).copied().unwrap_or(0) + usize::from(left_character != right_character);
            let delete = previous.get(column + 1).copied().unwrap_or(0) + 1;
            let insert = current.get(column).copied().unwrap_or(0) + 1;
            let mut least = replace.min(delete).min(insert);
            let swapped = column > 0 && last_left == Some(right_character) && right.get(column - 1) == Some(&left_character);
            if swapped && let Some(earlier) = before.get(column - 1) {
                least = least.min(earlier + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut previous, current);
        last_left = Some(left_character);
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("生源第", ["生源地", "手机号码"]), Some("生源地"));
        assert_eq!(nearest("源生地", ["生源地"]), Some("生源地"));
        assert_eq!(nearest("手机", ["生源地", "手机号码"]), Some("手机号码"));
        assert_eq!(nearest("院系", ["生源地", "姓名"]), None);
        assert_eq!(nearest("", ["生源地"]), None);
    }

    #[test]
    fn swapped_neighbours_count_once() {
        assert_eq!(distance("源生地", "生源地"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("", "ab"), 2);
    }
}
