//! The words of a PDF that has text. Scans are refused; nothing is guessed from pictures.

use pdf_extract::Document;

use super::MOST_PAGES;
use crate::Refusal;

pub(super) fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let document = Document::load_mem(bytes).map_err(|error| {
        let words = error.to_string();
        if words.to_ascii_lowercase().contains("password")
            || words.to_ascii_lowercase().contains("crypt")
        {
            Refusal::Encrypted
        } else {
            Refusal::Damaged("it cannot be opened as a PDF".into())
        }
    })?;
    if document.is_encrypted() || document.trailer.get(b"Encrypt").is_ok() {
        return Err(Refusal::Encrypted);
    }
    let pages = document.get_pages().len();
    if pages == 0 {
        return Err(Refusal::Damaged("it has no pages".into()));
    }
    if pages > MOST_PAGES {
        return Err(Refusal::TooManyPages(pages));
    }
    drop(document);
    // The reader of text panics on some damaged files; that is the file's fault, not ours.
    let read = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(bytes));
    match read {
        Ok(Ok(text)) if text.chars().filter(|c| c.is_alphabetic()).count() < 40 => {
            Err(Refusal::NoText)
        }
        Ok(Ok(text)) => Ok(text),
        Ok(Err(_)) | Err(_) => Err(Refusal::Damaged("its text cannot be read".into())),
    }
}
