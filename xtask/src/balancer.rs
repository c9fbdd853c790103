//! A small load balancer for the demo with several replicas: each connection goes to the next of them.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// Passes connections on to `replicas`, each `host:port`, until the program ends.
pub fn start(listener: TcpListener, replicas: Vec<String>) {
    thread::spawn(move || {
        for (turn, client) in listener.incoming().flatten().enumerate() {
            let replicas = replicas.clone();
            thread::spawn(move || pass_on(&client, &replicas, turn));
        }
    });
}

/// To the one whose turn it is, or the next that takes it.
fn pass_on(client: &TcpStream, replicas: &[String], turn: usize) {
    let in_turn = (0..replicas.len()).map(|offset| &replicas[(turn + offset) % replicas.len()]);
    let Some(replica) = in_turn
        .filter_map(|address| TcpStream::connect(address).ok())
        .next()
    else {
        return;
    };
    thread::scope(|scope| {
        scope.spawn(|| copy(client, &replica));
        copy(&replica, client);
    });
}

/// Until one of the two is gone; then the other is told.
fn copy(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    #[test]
    fn connections_go_to_the_replicas_in_turn_and_past_one_that_is_gone() {
        let replicas: Vec<String> = ["one", "two"]
            .into_iter()
            .map(|name| {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap().to_string();
                thread::spawn(move || {
                    for client in listener.incoming() {
                        client.unwrap().write_all(name.as_bytes()).unwrap();
                    }
                });
                address
            })
            .collect();
        // Nobody listens there. A port that was free a moment ago may be the next one that is given out: the balancer's own.
        let gone = "127.0.0.1:1".to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        start(listener, [replicas, vec![gone]].concat());
        let answers: Vec<String> = (0..4)
            .map(|_| {
                let mut text = String::new();
                let mut client = TcpStream::connect(address).unwrap();
                client.read_to_string(&mut text).unwrap();
                text
            })
            .collect();
        assert_eq!(answers, ["one", "two", "one", "one"]);
    }
}
