//! The short run: every input of the corpus, and mutations of them, which are the same in every run.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, path::Path};

use passage_fuzz::{TARGETS, target};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// The random numbers of the mutations.
const SEED: &[u8; 32] = b"passage-web: the same every time";

/// Words of the protocols, as libFuzzer reads them.
const WORDS: &str = include_str!("../protocol.dict");

/// Bytes cut out and bytes put in.
#[derive(Clone, Debug)]
struct Edit {
    at: Index,
    cut: usize,
    put: Put,
}

#[derive(Clone, Debug)]
enum Put {
    Bytes(Vec<u8>),
    Word(Index),
    /// A part of another kept input.
    Part(Index, Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let put = prop_oneof![
        3 => vec(any::<u8>(), 0..3).prop_map(Put::Bytes),
        3 => any::<Index>().prop_map(Put::Word),
        1 => (any::<Index>(), any::<Index>(), 0_usize..60)
            .prop_map(|(input, at, length)| Put::Part(input, at, length)),
    ];
    let cut = prop_oneof![2 => 0_usize..2, 1 => 0_usize..30];
    (any::<Index>(), cut, put).prop_map(|(at, cut, put)| Edit { at, cut, put })
}

impl Edit {
    fn change(&self, input: &mut Vec<u8>, words: &[Vec<u8>], corpus: &[Vec<u8>]) {
        let at = self.at.index(input.len() + 1);
        let end = (at + self.cut).min(input.len());
        let put = match &self.put {
            Put::Bytes(bytes) => bytes.clone(),
            Put::Word(word) => word.get(words).clone(),
            Put::Part(other, at, length) => {
                let other = other.get(corpus);
                let at = at.index(other.len() + 1);
                other[at..(at + length).min(other.len())].to_vec()
            }
        };
        input.splice(at..end, put);
    }
}

/// The lines `"word"` of the dictionary, with `\"` and `\\` in them.
fn words() -> Vec<Vec<u8>> {
    WORDS
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'))
        .map(|word| {
            word.replace("\\\"", "\"")
                .replace("\\\\", "\\")
                .into_bytes()
        })
        .collect()
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn short_run(name: &str) {
    let target = target(name).unwrap();
    let (words, corpus) = (words(), corpus(name));
    assert!(words.len() > 50 && !corpus.is_empty());
    for input in &corpus {
        (target.run)(input);
    }
    (target.run)(b"");
    let config = Config {
        cases: target.tries,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, SEED));
    let changes = (any::<Index>(), vec(edit(), 1..6)).prop_map(|(input, edits)| {
        let mut input = input.get(&corpus).clone();
        for edit in &edits {
            edit.change(&mut input, &words, &corpus);
        }
        Input(input)
    });
    runner
        .run(&changes, |Input(input)| {
            (target.run)(&input);
            Ok(())
        })
        .unwrap_or_else(|broken| panic!("{broken}"));
}

/// The input as text, which nearly all inputs are.
#[derive(Clone)]
struct Input(Vec<u8>);

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

macro_rules! short_runs {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            short_run(stringify!($name));
        })+

        #[test]
        fn no_target_is_left_out() {
            let run = [$(stringify!($name)),+];
            let all: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(run.as_slice(), all);

            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
            let mut folders: Vec<_> = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            folders.sort();
            let mut names = all;
            names.sort();
            assert_eq!(folders, names);
        }
    };
}

short_runs! {
    claim_answer status_answer error_answer frame_message session return_url retry_after
    create_link claim frame_input request
}
