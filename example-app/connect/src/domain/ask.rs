//! What a session asks a person for, and for whom: what the frame says before the sign-in.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Error,
    providers::resources,
    state::App,
    store::{
        integrators::{self, Integrator},
        links::{self, Link},
    },
};

/// The answer to `GET /clip/{sessionId}/request`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// Who asks; null if that was not given with the API key.
    #[schema(required)]
    integrator: Option<Asker>,
    /// In the order in which they run.
    operations: Vec<Asked>,
    /// Where the person goes after completion, if the page has no host page that leads them there.
    #[schema(required)]
    return_url: Option<String>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Asker {
    name: String,
    /// Whether `GET /clip/{sessionId}/logo` has a picture.
    has_logo: bool,
}

/// What is asked for.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    resource: String,
    action: String,
    /// The last four digits of the card that a write would save; nothing else of the arguments.
    #[schema(required)]
    digits: Option<String>,
}

/// Whether a link changes something, which the person has to allow.
pub fn writes(link: &Link) -> bool {
    link.operations.iter().any(|one| one.action != "read")
}

/// Who made a link, as far as it is known.
pub async fn integrator(app: &App, owner: &str) -> Result<Integrator, Error> {
    let mut found = integrators::by_owner(app.store.reader(), owner).await?;
    if let Some(name) = app.api_keys.name(owner) {
        found.name = Some(name.to_owned());
    }
    Ok(found)
}

/// What a link asks for.
pub async fn of(app: &App, link: &Link) -> Result<Ask, Error> {
    let found = integrator(app, &link.owner).await?;
    let has_logo = found.logo.is_some();
    let store = &app.store;
    // Wiped, or sealed with a key that is gone: then they are asked for without digits, and fail later.
    let arguments = match links::arguments(store.reader(), store.vault(), &link.id).await {
        Err(sqlx::Error::Decode(_)) => Vec::new(),
        arguments => arguments?,
    };
    let operations = link.operations.iter().enumerate().map(|(place, one)| {
        let known = resources::find(&one.resource, &one.action);
        Asked {
            resource: one.resource.clone(),
            action: one.action.clone(),
            digits: arguments
                .get(place)
                .zip(known)
                .and_then(|(arguments, known)| (known.digits)(arguments)),
        }
    });
    Ok(Ask {
        operations: operations.collect(),
        return_url: link.return_url.clone(),
        integrator: found.name.map(|name| Asker { name, has_logo }),
    })
}
