//! The search: breadth first, so that it finds a broken promise by the shortest sequence of steps.

use crate::{
    fair::Fair,
    inputs::{self, Scope},
    world::{State, Step, World},
};
use foldhash::{fast::RandomState, quality::FixedState};
use std::{
    collections::VecDeque,
    hash::{BuildHasher, Hash},
};

/// With the quicker hash: the searches look up some million states.
pub type HashSet<T> = std::collections::HashSet<T, RandomState>;

/// What a search saw.
#[derive(Debug)]
pub struct Seen {
    pub states: usize,
    pub steps: usize,
    /// How many inputs lead to the state that is furthest from the start.
    pub depth: u32,
    /// Whether the search has visited every state that can be reached.
    pub exhausted: bool,
    pub endings: Vec<String>,
}

struct Node {
    parent: usize,
    /// Which of the parent's steps led here.
    step: usize,
}

/// Visits every state that can be reached in at most `depth` inputs, and checks all promises on the way. Panics at the first broken
/// promise, with the steps that led to it.
pub fn search(scope: &Scope, depth: u32) -> Seen {
    let start = World::new(scope);
    let mut nodes = vec![Node { parent: 0, step: 0 }];
    let mut known = HashSet::default();
    let mut fair = Fair::default();
    let mut queue = VecDeque::from([(0, 0, start)]);
    let mut seen = Seen {
        states: 1,
        steps: 0,
        depth: 0,
        exhausted: true,
        endings: Vec::new(),
    };
    while let Some((id, far, world)) = queue.pop_front() {
        seen.depth = far;
        if let Err(broken) = fair.ends(&world) {
            panic!("{broken}{}", story(scope, &nodes, id, None));
        }
        if far == depth {
            seen.exhausted = false;
            continue;
        }
        for (number, step) in inputs::steps(&world, scope).into_iter().enumerate() {
            seen.steps += 1;
            let next = match world.after(&step) {
                Ok(next) => next,
                Err(broken) => panic!("{broken}{}", story(scope, &nodes, id, Some(&step))),
            };
            if !known.insert(fingerprint(&next)) {
                continue;
            }
            seen.states += 1;
            match next {
                State::Over(ending) => seen.endings.push(ending),
                State::Running(next) => {
                    queue.push_back((nodes.len(), far + 1, *next));
                    nodes.push(Node {
                        parent: id,
                        step: number,
                    });
                }
            }
        }
    }
    seen.endings.sort();
    seen
}

/// A hash that identifies a state. With 128 bits, a collision among some million states is practically impossible.
pub type Fingerprint = (u64, u64);

pub fn fingerprint(state: &impl Hash) -> Fingerprint {
    let half = |seed| FixedState::with_seed(seed).hash_one(state);
    (half(1), half(2))
}

/// Every step from the start, with its effects.
fn story(scope: &Scope, nodes: &[Node], mut id: usize, last: Option<&Step>) -> String {
    let mut numbers = Vec::new();
    while id != 0 {
        let node = &nodes[id];
        numbers.push(node.step);
        id = node.parent;
    }
    let mut text = String::from("\n");
    let mut world = World::new(scope);
    for number in numbers.into_iter().rev() {
        let step = inputs::steps(&world, scope).swap_remove(number);
        tell(&mut text, &world, &step);
        if let Ok(State::Running(next)) = world.after(&step) {
            world = *next;
        }
    }
    if let Some(step) = last {
        tell(&mut text, &world, step);
    }
    text
}

fn tell(text: &mut String, world: &World, step: &Step) {
    // What breaks a promise is told by the promise.
    let effects = world.effects_of(step).map(|(_, effects)| effects);
    *text += &format!("{step:?}\n      => {effects:?}\n");
}
