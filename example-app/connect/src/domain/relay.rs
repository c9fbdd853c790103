//! How a change at one replica wakes those who wait at another.
//!
//! News are sent after the commit, outside of any transaction, as many at once as there are. They name what changed; each
//! replica reads what its own waiters wait for. What a lost connection or a killed replica did not tell is found by reading all
//! that is waited for, now and then.

use std::{collections::HashSet, time::Duration};

use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, sleep, sleep_until},
};

use super::{
    automation,
    snapshots::{FrameState, LinkStatus},
};
use crate::{
    error::Error,
    news::News,
    state::App,
    store::postgres::news::{self, LONGEST, Listener},
};

/// How often all that is waited for is read, whatever was told.
const LOOK: Duration = Duration::from_secs(2);

/// How long to wait after the database failed.
const PAUSE: Duration = Duration::from_millis(250);

/// The most ids that are read at once.
const CHUNK: usize = 1_000;

/// Tells the other replicas what happened here, until the service ends.
pub async fn tell(app: App, mut news: UnboundedReceiver<News>) {
    let mut batch = Vec::new();
    while news.recv_many(&mut batch, CHUNK).await > 0 {
        for text in texts(&app.replica, &batch) {
            // While the database is away, replicas find out by looking; so one try more is enough.
            if let Err(error) = news::notify(app.store.reader(), &text).await {
                tracing::warn!(%error, "other replicas were not told");
                sleep(PAUSE).await;
                let _ = news::notify(app.store.reader(), &text).await;
            }
        }
        batch.clear();
    }
}

/// Each starts with who says it, and is short enough for a notification.
fn texts(replica: &str, news: &[News]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut texts: Vec<String> = Vec::new();
    for word in news
        .iter()
        .map(News::to_word)
        .filter(|one| seen.insert(*one))
    {
        match texts.last_mut() {
            Some(text) if text.len() + word.len() < LONGEST => {
                text.push(' ');
                text.push_str(word);
            }
            _ => texts.push(format!("{replica} {word}")),
        }
    }
    texts
}

/// Hears what the other replicas tell, until the service ends.
pub async fn hear(app: App, url: String) {
    loop {
        if let Err(error) = listen(&app, &url).await {
            tracing::warn!(%error, "other replicas are not heard");
            sleep(PAUSE).await;
        }
    }
}

async fn listen(app: &App, url: &str) -> Result<(), Error> {
    let mut listener = Listener::connect(url).await?;
    let mut look_at = Instant::now();
    loop {
        tokio::select! {
            text = listener.next() => match text? {
                Some(text) => hear_one(app, &text).await?,
                None => look_at = Instant::now(),
            },
            () = sleep_until(look_at) => {
                look(app).await?;
                look_at = Instant::now() + LOOK;
            }
        }
    }
}

async fn hear_one(app: &App, text: &str) -> Result<(), Error> {
    let mut words = text.split(' ');
    if words.next() == Some(&app.replica) {
        return Ok(());
    }
    let (mut links, mut sessions) = (Vec::new(), Vec::new());
    for news in words.filter_map(News::from_word) {
        match news {
            News::Link(id) if app.links.is_waited_for(&id) => links.push(id),
            News::Session(id) if app.frames.is_waited_for(&id) => sessions.push(id),
            News::Link(_) | News::Session(_) => {}
            News::Outbox => app.outbox_changed.notify_one(),
            News::Work => automation::take_up(app).await?,
            News::Keys => app.webhook_keys.reload(&app.store).await?,
        }
    }
    app.changes.bump();
    read(app, &links, &sessions, "told").await
}

/// Reads all that is waited for, and does what nobody may have told of.
async fn look(app: &App) -> Result<(), Error> {
    app.changes.bump();
    app.outbox_changed.notify_one();
    app.expiry_changed.notify_one();
    app.webhook_keys.reload(&app.store).await?;
    automation::take_up(app).await?;
    let (links, sessions) = (app.links.waited_for(), app.frames.waited_for());
    read(app, &links, &sessions, "found").await
}

async fn read(
    app: &App,
    links: &[String],
    sessions: &[String],
    by: &'static str,
) -> Result<(), Error> {
    let reader = app.store.reader();
    for ids in links.chunks(CHUNK) {
        for link in news::links(reader, ids).await? {
            if app.links.publish(&link.id, || LinkStatus::of(&link)) {
                app.metrics.changed_elsewhere(by);
            }
        }
    }
    for ids in sessions.chunks(CHUNK) {
        let sessions = news::sessions(reader, ids).await?;
        let of: Vec<String> = sessions.iter().map(|one| one.link_id.clone()).collect();
        let links = news::links(reader, &of).await?;
        for session in &sessions {
            let link = links.iter().find(|link| link.id == session.link_id);
            if let Some(link) = link
                && app
                    .frames
                    .publish(&session.id, || FrameState::of(link, session))
            {
                app.metrics.changed_elsewhere(by);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_fit_into_notifications_and_come_out_again() {
        let news: Vec<News> = (0..1_000)
            .map(|number| News::Link(format!("link_{number:032}")))
            .chain([News::Outbox, News::Work, News::Outbox])
            .collect();
        let texts = texts("rep_1", &news);
        assert!(texts.len() > 1 && texts.iter().all(|text| text.len() <= LONGEST));
        let heard: Vec<News> = texts
            .iter()
            .flat_map(|text| text.split(' ').skip(1).filter_map(News::from_word))
            .collect();
        assert_eq!(heard, news[..1_002]);
    }
}
