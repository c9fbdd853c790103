//! The arguments after `--` on the command line.

/// Words select tests by their names (in a check without tests, steps); arguments that begin with `-` go to the runner unchanged.
#[derive(Default)]
pub struct Filter {
    words: Vec<String>,
    flags: Vec<String>,
}

impl Filter {
    /// Separates the words from the flags.
    pub fn new(arguments: Vec<String>) -> Self {
        let (flags, words) = arguments
            .into_iter()
            .partition(|argument| argument.starts_with('-'));
        Self { words, flags }
    }

    /// Whether there are no arguments.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.flags.is_empty()
    }

    /// Whether the words select this name.
    pub fn takes(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word))
    }

    /// The arguments for a runner that takes a regular expression as `option`, and the flags.
    pub fn arguments(&self, option: &str) -> Vec<String> {
        let pattern =
            (!self.words.is_empty()).then(|| format!("{option}={}", self.words.join("|")));
        pattern
            .into_iter()
            .chain(self.flags.iter().cloned())
            .collect()
    }

    /// The arguments for a runner that takes any number of words.
    pub fn as_given(&self) -> impl Iterator<Item = &String> {
        self.words.iter().chain(&self.flags)
    }

    /// The arguments for a runner whose tests have no names.
    pub fn flags(&self) -> &[String] {
        &self.flags
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn words_select_and_flags_are_passed_on() {
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
