//! Reading the body of `POST /v1/links`: all that is wrong with it is said at once.

use serde_json::{Map, Value};
use url::Url;

use crate::{
    error::Issue,
    providers::{
        catalog::{self, Catalog, Provider},
        resources,
    },
    return_url,
    store::links::{Event, Operation},
    webhooks::address,
};

const USUAL_EXPIRY_S: i64 = 14_400;
const LONGEST_EXPIRY_S: i64 = 30 * 86_400;
const MOST_OPERATIONS: usize = 20;

/// In characters.
const LONGEST_TEXT: usize = 2_048;

/// How much of an unknown field's name is said again, in characters.
const LONGEST_NAME: usize = 64;

const FIELDS: [&str; 11] = [
    "integrationId",
    "operations",
    "resource",
    "action",
    "arguments",
    "webhookUrl",
    "webhookEvents",
    "returnUrl",
    "externalUserId",
    "debug",
    "expiresIn",
];

const OPERATION_FIELDS: [&str; 3] = ["resource", "action", "arguments"];

/// What depends on the service and on the caller.
#[derive(Clone, Copy)]
pub struct Rules {
    /// Webhooks may go to addresses of this machine and its network.
    pub private_webhooks: bool,
    /// The key is for real accounts: the sandbox's providers refuse it.
    pub live: bool,
}

/// A body in which everything is right.
pub struct CreateLink {
    pub integration_id: String,
    pub operations: Vec<Operation>,
    pub arguments: Vec<Value>,
    pub webhook_url: Option<String>,
    pub webhook_events: Vec<Event>,
    pub return_url: Option<String>,
    pub external_user_id: Option<String>,
    pub debug: bool,
    pub expires_in_s: i64,
}

impl CreateLink {
    /// Reads both forms: `operations`, or one flat `resource`, `action` and `arguments`.
    pub fn read(
        catalog: &Catalog,
        link_id: &str,
        rules: Rules,
        fields: &Map<String, Value>,
    ) -> Result<Self, Vec<Issue>> {
        let mut reader = Reader {
            catalog,
            fields,
            issues: Vec::new(),
        };
        reader.known(fields, &FIELDS, "");
        let (integration_id, provider) = reader.integration(rules.live);
        let (operations, arguments) = reader.operations(provider);
        let request = Self {
            integration_id,
            operations,
            arguments,
            webhook_url: reader.webhook_url(rules.private_webhooks),
            webhook_events: reader.webhook_events(),
            return_url: reader.return_url(link_id),
            external_user_id: reader.text("externalUserId"),
            debug: reader.debug(),
            expires_in_s: reader.expires_in_s(),
        };
        if reader.issues.is_empty() {
            Ok(request)
        } else {
            Err(reader.issues)
        }
    }
}

struct Reader<'a> {
    catalog: &'a Catalog,
    fields: &'a Map<String, Value>,
    issues: Vec<Issue>,
}

impl Reader<'_> {
    fn issue(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.issues.push(Issue {
            path: path.into(),
            message: message.into(),
        });
    }

    /// An unknown field is probably a typing error, such as `webhookURL`.
    fn known(&mut self, fields: &Map<String, Value>, known: &[&str], prefix: &str) {
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let shown: String = name.chars().take(LONGEST_NAME).collect();
            let shown = if shown.is_empty() { "\"\"" } else { &shown };
            self.issue(format!("{prefix}{shown}"), "is not a field of this request");
        }
    }

    fn field(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// An optional text, with an issue if it is something else or far too long.
    fn text(&mut self, name: &str) -> Option<String> {
        match self.field(name)? {
            Value::String(text) if text.contains('\0') => {
                self.issue(name, "must not contain the character U+0000");
                None
            }
            Value::String(text) if text.chars().count() <= LONGEST_TEXT => Some(text.clone()),
            Value::String(_) => {
                self.issue(name, "must not be longer than 2048 characters");
                None
            }
            _ => {
                self.issue(name, "must be a string");
                None
            }
        }
    }

    fn integration(&mut self, live: bool) -> (String, Option<&'static Provider>) {
        let before = self.issues.len();
        let Some(id) = self.text("integrationId") else {
            if self.issues.len() == before {
                self.issue("integrationId", "is required");
            }
            return (String::new(), None);
        };
        let provider = catalog::provider(&id);
        if provider.is_none() {
            self.issue(
                "integrationId",
                "is not a known integration; GET /v1/providers lists them",
            );
        } else if live {
            self.issue(
                "integrationId",
                "is simulated, and takes keys that begin with psg_test_ only",
            );
        }
        (id, provider)
    }

    fn operations(&mut self, provider: Option<&Provider>) -> (Vec<Operation>, Vec<Value>) {
        let flat = ["resource", "action", "arguments"];
        let is_flat = flat.iter().any(|name| self.field(name).is_some());
        match (self.field("operations").cloned(), is_flat) {
            (Some(_), true) => {
                self.issue(
                    "operations",
                    "must not be combined with resource, action or arguments beside it",
                );
                Default::default()
            }
            (None, true) => {
                let fields = self.fields.clone();
                self.operation(provider, &fields, "").into_iter().unzip()
            }
            (None, false) => {
                self.issue("operations", "is required");
                Default::default()
            }
            (Some(Value::Array(list)), false) => {
                if list.is_empty() {
                    self.issue("operations", "must hold at least one operation");
                }
                if list.len() > MOST_OPERATIONS {
                    self.issue("operations", "must hold at most 20 operations");
                    return Default::default();
                }
                let mut read = Vec::new();
                for (index, item) in list.iter().enumerate() {
                    let path = format!("operations[{index}]");
                    match item {
                        Value::Object(fields) => {
                            read.extend(self.operation(provider, fields, &format!("{path}.")));
                        }
                        _ => self.issue(path, "must be an object"),
                    }
                }
                read.into_iter().unzip()
            }
            (Some(_), false) => {
                self.issue("operations", "must be an array");
                Default::default()
            }
        }
    }

    /// One operation, whose fields are named with `prefix` before them.
    fn operation(
        &mut self,
        provider: Option<&Provider>,
        fields: &Map<String, Value>,
        prefix: &str,
    ) -> Option<(Operation, Value)> {
        if !prefix.is_empty() {
            self.known(fields, &OPERATION_FIELDS, prefix);
        }
        let mut name = |field: &str| match fields.get(field) {
            Some(Value::String(text)) => Some(text.clone()),
            None => {
                self.issue(format!("{prefix}{field}"), "is required");
                None
            }
            Some(_) => {
                self.issue(format!("{prefix}{field}"), "must be a string");
                None
            }
        };
        let (resource, action) = (name("resource"), name("action"));
        let arguments = fields.get("arguments").cloned().unwrap_or(Value::Null);
        let path = format!("{prefix}arguments");
        if fields.contains_key("arguments") && !arguments.is_object() {
            self.issue(path, "must be an object");
            return None;
        }
        let (resource, action) = (resource?, action?);
        if !provider?.resources.contains(&resource.as_str()) {
            self.issue(
                format!("{prefix}resource"),
                "is not a resource of this integration",
            );
            return None;
        }
        let Some(operation) = resources::find(&resource, &action) else {
            self.issue(
                format!("{prefix}action"),
                "is not an action of this resource",
            );
            return None;
        };
        // None given is the same as an empty object: the schema says which must be there.
        let given = if arguments.is_null() {
            &Value::Object(Map::new())
        } else {
            &arguments
        };
        let wrong = self.catalog.check_arguments(operation, given, &path);
        self.issues.extend(wrong);
        Some((Operation { resource, action }, arguments))
    }

    fn webhook_url(&mut self, private_too: bool) -> Option<String> {
        let text = self.text("webhookUrl")?;
        match Url::parse(&text) {
            Ok(url)
                if matches!(url.scheme(), "http" | "https")
                    && url.username().is_empty()
                    && url.password().is_none() =>
            {
                // Names are looked up only when the webhook is sent: today's answer would prove nothing.
                if !private_too && address::names_private_place(&url) {
                    self.issue("webhookUrl", "must not lead to a private address");
                    return None;
                }
                Some(url.into())
            }
            _ => {
                self.issue(
                    "webhookUrl",
                    "must be a valid http or https URL without credentials",
                );
                None
            }
        }
    }

    fn webhook_events(&mut self) -> Vec<Event> {
        let names = match self.field("webhookEvents").cloned() {
            None => return Event::USUAL.to_vec(),
            Some(Value::Array(names)) => names,
            Some(_) => {
                self.issue("webhookEvents", "must be an array");
                return Vec::new();
            }
        };
        if names.is_empty() {
            self.issue("webhookEvents", "must hold at least one event");
        }
        if names.len() > Event::ALL.len() {
            self.issue("webhookEvents", "must hold at most 4 events");
            return Vec::new();
        }
        let mut events = Vec::new();
        for (index, name) in names.iter().enumerate() {
            match name.as_str().and_then(Event::from_text) {
                Some(event) if events.contains(&event) => {}
                Some(event) => events.push(event),
                None => self.issue(
                    format!("webhookEvents[{index}]"),
                    "must be link.complete, link.failed, link.expired or link.canceled",
                ),
            }
        }
        events
    }

    fn return_url(&mut self, link_id: &str) -> Option<String> {
        let text = self.text("returnUrl")?;
        return_url::with_link_id(&text, link_id)
            .map_err(|message| self.issue("returnUrl", message))
            .ok()
    }

    fn debug(&mut self) -> bool {
        match self.field("debug") {
            None => false,
            Some(Value::Bool(debug)) => *debug,
            Some(_) => {
                self.issue("debug", "must be true or false");
                false
            }
        }
    }

    fn expires_in_s(&mut self) -> i64 {
        let Some(value) = self.field("expiresIn") else {
            return USUAL_EXPIRY_S;
        };
        match value.as_i64() {
            Some(seconds @ 1..=LONGEST_EXPIRY_S) => seconds,
            _ => {
                self.issue(
                    "expiresIn",
                    "must be a whole number of seconds from 1 to 2592000",
                );
                USUAL_EXPIRY_S
            }
        }
    }
}
