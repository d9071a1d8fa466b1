//! `batna demo` and `batna init`: a first case.

use std::path::PathBuf;

use batna_app::{AppraisalOptions, Failure, Workbench, World, WorldOptions};

use crate::output::Output;

/// Write a sample case and print its brief
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  batna demo\n\nNever overwrites: where the folder is there already, the brief is made from what it holds."
)]
pub struct DemoArgs {
    /// Where to write it
    #[arg(default_value = "batna-demo")]
    folder: PathBuf,
}

pub fn demo(args: &DemoArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let written = workbench.write_demo(&args.folder)?;
    let demo = Workbench::new(World::new(WorldOptions {
        case: Some(args.folder.clone()),
        ..workbench.world().options().clone()
    }));
    let opened = demo.open()?.sound()?;
    let appraisal = demo.appraise(&opened, AppraisalOptions::default())?;
    let brief = demo.brief(&appraisal, None)?;
    let document = demo.brief_document(&brief)?;
    demo.write_report(
        &args.folder.join("brief.html"),
        &document.to_html(brief.traces()),
    )?;
    demo.write_report(&args.folder.join("brief.md"), &document.to_markdown())?;
    if output.wants_json() {
        return output.json(&brief);
    }
    output.document(&document);
    let folder = args.folder.display();
    output.line("");
    output.line(&format!(
        "{} The brief is also in {folder}/brief.html and {folder}/brief.md.",
        if written {
            format!("The sample case is in {folder}: nobody in it is real.")
        } else {
            format!("{folder} was there already and was left as it is.")
        }
    ));
    output.line("Next, try:");
    output.line(&format!("  batna compare --case {folder}"));
    output.line(&format!("  batna script counter-email --case {folder}"));
    output.line(&format!(
        "  batna explain offers.{}.year1.net --case {folder}",
        brief.offer
    ));
    output.line("  batna init my-case        and describe your own offers");
    Ok(())
}

/// Start a case of your own: commented files in which every field is explained
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  batna init my-case\n  batna check --case my-case\n  batna init next-case --from my-case    the accepted offer is the baseline"
)]
pub struct InitArgs {
    /// Folder to make; one that holds a case is left alone
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Begin from the accepted offer of an earlier case: it becomes your current job
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

pub fn init(args: &InitArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let files = match &args.from {
        Some(from) => workbench.init_from(&args.folder, from)?,
        None => workbench.init(&args.folder)?,
    };
    if output.wants_json() {
        return output.json(&serde_json::json!({
            "schema": "batna/init/1",
            "as_of": workbench.world().as_of(None),
            "folder": args.folder,
            "files": files,
        }));
    }
    let folder = args.folder.display();
    for file in files.iter().filter(|file| !file.starts_with('.')) {
        output.line(&format!("  wrote {folder}/{file}"));
    }
    output.line("");
    output.line("Now:");
    output.line(if args.from.is_some() {
        "  1. check [current_job] in me.toml: what was accepted, as of its first day"
    } else {
        "  1. say who you are in me.toml (role, level, location, current job)"
    });
    output.line("  2. copy offers/example.toml for each offer; five lines are enough");
    output.line(&format!(
        "  3. batna check --case {folder}    (--ask prices what is not pay, by short choices)"
    ));
    output.line(&format!("  4. batna brief --case {folder}"));
    Ok(())
}
