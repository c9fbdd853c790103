//! `GET /metrics`, on a listener of its own: what it says is the operator's.

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{error::Error, metrics::Now, state::App, store::deliveries};

/// All that this listener answers.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .fallback(|| async { Error::NotFound("There is nothing at this path but /metrics.") })
        .with_state(app)
}

async fn metrics(State(app): State<App>) -> Result<Response, Error> {
    let outbox = match deliveries::waiting(app.store.reader()).await {
        Ok((waiting, oldest)) => {
            let age_ms = oldest.map_or(0, |at| app.clock.now_ms() - at);
            Some((waiting, age_ms))
        }
        // The others are told all the more.
        Err(error) => {
            tracing::error!(%error, "the outbox could not be counted");
            app.metrics.database_failed("metrics");
            None
        }
    };
    let now = Now {
        held: [app.links.held(), app.frames.held()],
        outbox,
    };
    let text = app
        .metrics
        .render(&now)
        .ok_or(Error::NotFound("Metrics are off."))?;
    Ok((
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
        .into_response())
}
