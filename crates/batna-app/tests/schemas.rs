//! The committed schemas are what the types print. `BATNA_BLESS=1` rewrites them.
#![allow(clippy::disallowed_methods)] // A test reads and, when asked, writes committed files.

use std::path::Path;

#[test]
fn committed_schemas_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    let bless = std::env::var_os("BATNA_BLESS").is_some();
    for (name, schema) in batna_app::schemas::all() {
        let path = folder.join(format!("{name}.schema.json"));
        let text = batna_app::schemas::text(&schema);
        if bless {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{} differs: run the test with BATNA_BLESS=1 and read the change",
            path.display()
        );
    }
}
