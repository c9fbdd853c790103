//! `passage-connect keys`: the API keys of integrators.

use std::{
    fs,
    io::{self, Write as _},
};

use passage_connect::{
    clock, integrator_name,
    secrets::{self, Random},
    store::{
        Location, Store,
        api_keys::{self, ApiKey},
        integrators,
    },
};

use crate::flags::{Flags, Keys};

/// Does it. What a person or a script needs goes to stdout.
pub async fn run(command: Keys, flags: &Flags) -> Result<(), Box<dyn std::error::Error>> {
    let location = flags.location()?;
    if location == Location::Memory {
        return Err("keys are kept in a database: give --database".into());
    }
    let store = Store::open(&location).await?;
    let done = change(command, &store).await;
    store.close().await;
    done
}

async fn change(command: Keys, store: &Store) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout();
    match command {
        Keys::Add {
            integrator,
            name,
            logo,
            live,
        } => {
            let logo = match &logo {
                Some(path) => {
                    let logo = integrator_name::logo(&fs::read(path)?);
                    Some(logo.map_err(|why| format!("{}: it {why}", path.display()))?)
                }
                None => None,
            };
            let owners = api_keys::owners(store.reader()).await?;
            if let Some(unknown) = integrator.as_ref().filter(|one| !owners.contains(one)) {
                return Err(format!("there is no integrator {unknown}; see `keys list`").into());
            }
            let random = Random::Machine;
            let text = random.api_key(live)?;
            let key = ApiKey {
                id: random.api_key_id()?,
                owner: match integrator {
                    Some(owner) => owner,
                    None => random.integrator_id()?,
                },
                live,
                created_at: clock::machine_ms(),
                revoked_at: None,
            };
            let mut transaction = store.write("api keys").await?;
            api_keys::insert(&mut transaction, &key, &secrets::hash(&text)).await?;
            if name.is_some() || logo.is_some() {
                integrators::set(&mut transaction, &key.owner, name.as_deref(), logo.as_ref())
                    .await?;
            }
            transaction.commit().await?;
            writeln!(out, "{text}")?;
            eprintln!("{} of {}; it is shown this once", key.id, key.owner);
        }
        Keys::List => {
            let keys = api_keys::all(store.reader()).await?;
            for owner in api_keys::owners(store.reader()).await? {
                match integrators::by_owner(store.reader(), &owner).await?.name {
                    Some(name) => writeln!(out, "{owner} {name}")?,
                    None => writeln!(out, "{owner}")?,
                }
                for key in keys.iter().filter(|key| key.owner == owner) {
                    let kind = if key.live { "live" } else { "test" };
                    let state = key.revoked_at.map_or("", |_| " revoked");
                    writeln!(out, "  {} {kind}{state}", key.id)?;
                }
            }
        }
        Keys::Revoke { id } => {
            let mut transaction = store.write("api keys").await?;
            let revoked = api_keys::revoke(&mut transaction, &id, clock::machine_ms()).await?;
            transaction.commit().await?;
            if !revoked {
                return Err(format!("there is no key {id} that is let in").into());
            }
        }
    }
    Ok(())
}
