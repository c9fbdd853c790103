//! What stands behind `--` on the command line.

/// Words choose tests (or the steps of a check that has none) by their names; what begins with `-` goes to the runner as it is.
#[derive(Default)]
pub struct Filter {
    words: Vec<String>,
    flags: Vec<String>,
}

impl Filter {
    /// From the arguments.
    pub fn new(arguments: Vec<String>) -> Self {
        let (flags, words) = arguments
            .into_iter()
            .partition(|argument| argument.starts_with('-'));
        Self { words, flags }
    }

    /// Nothing was given.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.flags.is_empty()
    }

    /// Whether something of this name is chosen.
    pub fn takes(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word))
    }

    /// The words as one regular expression, after `option`, and the flags; nothing where there are none.
    pub fn arguments(&self, option: &str) -> Vec<String> {
        let pattern =
            (!self.words.is_empty()).then(|| format!("{option}={}", self.words.join("|")));
        pattern
            .into_iter()
            .chain(self.flags.iter().cloned())
            .collect()
    }

    /// For a runner that takes any number of words as they are.
    pub fn as_given(&self) -> impl Iterator<Item = &String> {
        self.words.iter().chain(&self.flags)
    }

    /// For a runner that knows no names.
    pub fn flags(&self) -> &[String] {
        &self.flags
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn words_choose_and_flags_are_passed_on() {
        let filter = Filter::new(["poll", "--headed", "close"].map(str::to_owned).to_vec());
        assert!(filter.takes("it polls again") && filter.takes("closed") && !filter.takes("opens"));
        assert_eq!(
            filter.arguments("--grep"),
            ["--grep=poll|close", "--headed"]
        );
        assert!(
            Filter::default().takes("anything") && Filter::default().arguments("-t").is_empty()
        );
    }
}
