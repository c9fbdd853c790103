//! Checks that the workflows in `.github` run nothing but the project's commands, so that every machine can repeat them.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    use clap::Parser;
    use serde::Deserialize;
    use serde_json::Value;

    use crate::Cli;

    /// Actions that get the sources and Node. `rust-toolchain.toml` names the toolchain.
    const ACTIONS: [&str; 2] = ["actions/checkout", "actions/setup-node"];

    #[derive(Deserialize)]
    struct Workflow {
        jobs: BTreeMap<String, Job>,
    }

    #[derive(Deserialize)]
    struct Job {
        steps: Vec<Step>,
    }

    #[derive(Deserialize)]
    struct Step {
        uses: Option<String>,
        run: Option<String>,
    }

    fn github() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github")
    }

    fn yaml(folder: &Path) -> Vec<(String, String)> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut found: Vec<_> = files
            .map(|entry| entry.path())
            .filter(|file| file.extension().is_some_and(|kind| kind == "yml"))
            .map(|file| {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(&file).unwrap())
            })
            .collect();
        found.sort();
        found
    }

    /// The steps of a workflow that are not one of the project's commands, each with the reason.
    fn strange(text: &str) -> Vec<String> {
        let workflow: Workflow = match serde_yaml_ng::from_str(text) {
            Ok(workflow) => workflow,
            Err(error) => return vec![format!("is not a workflow with steps: {error}")],
        };
        let steps = workflow.jobs.values().flat_map(|job| &job.steps);
        steps.filter_map(|step| strange_step(step).err()).collect()
    }

    fn strange_step(step: &Step) -> Result<(), String> {
        if let Some(action) = &step.uses {
            let (name, commit) = action.split_once('@').unwrap_or((action, ""));
            let pinned = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !ACTIONS.contains(&name) || !pinned {
                return Err(format!("uses {action}"));
            }
        }
        match &step.run {
            // Operators of the shell, such as `&&`, fail because the command does not know them as arguments.
            Some(run) => match run.trim().strip_prefix("cargo xtask ") {
                Some(arguments) => {
                    Cli::try_parse_from(["xtask"].into_iter().chain(arguments.split_whitespace()))
                        .map(drop)
                        .map_err(|error| format!("runs {run}: {error}"))
                }
                None => Err(format!("runs {run}")),
            },
            None if step.uses.is_none() => Err("does nothing".to_owned()),
            None => Ok(()),
        }
    }

    #[test]
    fn the_workflows_run_nothing_but_the_projects_commands() {
        let workflows = yaml(&github().join("workflows"));
        assert!(!workflows.is_empty());
        for (name, text) in workflows {
            assert_eq!(strange(&text), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn the_forms_for_issues_can_be_read() {
        let forms = yaml(&github().join("ISSUE_TEMPLATE"));
        assert!(!forms.is_empty());
        for (name, text) in forms {
            let form: Value = serde_yaml_ng::from_str(&text).unwrap();
            let fields = form["body"].as_array().or(form["contact_links"].as_array());
            assert!(fields.is_some_and(|fields| !fields.is_empty()), "{name}");
        }
    }

    #[test]
    fn steps_that_are_not_a_command_of_the_project_are_found() {
        let steps = |step: &str| {
            format!("on: push\njobs:\n  a:\n    runs-on: linux\n    steps:\n      - {step}\n")
        };
        assert!(strange(&steps("run: cargo xtask fuzz --minutes 60")).is_empty());
        for step in [
            "run: npm test",
            "run: cargo xtask fuzz --minutes many",
            "run: cargo xtask test && npm test",
            "run: cargo xtask test; rm -r target",
            "run: cargo xtask tests",
            "run: cargo xtasktest",
            "uses: actions/checkout@v5",
            "uses: somebody/else@08c6903cd8c0fde910a37f88322edcfb5dd907a8",
            "name: nothing",
            "run: [cargo, xtask",
        ] {
            assert_eq!(strange(&steps(step)).len(), 1, "{step}");
        }
        let reused = "jobs:\n  a:\n    uses: somebody/else/.github/workflows/a.yml@main\n";
        assert_eq!(strange(reused).len(), 1, "another repository's workflow");
    }
}
