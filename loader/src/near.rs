//! Names that look alike, for suggestions.

/// Up to `limit` of `names` that `word` may have meant, best first; ties by name. Those much farther than the best
/// are left out.
///
/// A name counts while no more than a third of the longer of the two would have to change (at least one edit), or
/// when it ends with the whole word (`Berlin` for `Europe/Berlin`). Letter case is ignored.
pub(crate) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut scored: Vec<(usize, &str)> = names.filter_map(|name| Some((score(&word, name)?, name))).collect();
    scored.sort_unstable();
    scored.dedup();
    let best = scored.first().map_or(0, |(score, _)| *score);
    scored.retain(|(score, _)| *score <= best + 1);
    scored.into_iter().take(limit).map(|(_, name)| name).collect()
}

fn score(word: &str, name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    if word.len() >= 3 && lower.ends_with(&format!("/{word}")) {
        return Some(0);
    }
    let edits = distance(word, &lower);
    let longer = word.chars().count().max(lower.chars().count());
    (edits <= (longer / 3).max(1) && edits < longer).then_some(edits)
}

/// Edits (insert, delete, replace) from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_close() {
        let names = ["event_id", "kind", "time", "to_site", "site"];
        assert_eq!(nearest("EventID", names.into_iter(), 1), ["event_id"]);
        assert_eq!(nearest("tme", names.into_iter(), 3), ["time"]);
        assert_eq!(nearest("weather", names.into_iter(), 3), [""; 0]);
        assert_eq!(nearest("berlin", ["Europe/Berlin", "Europe/Dublin"].into_iter(), 1), ["Europe/Berlin"]);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
