//! Why a document is not read, and what to do instead.

use batna_core::Diagnostic;

/// A document that cannot be read as one offer letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the document is larger than {} MB", crate::LARGEST_DOCUMENT / 1_000_000)]
    TooLarge,
    #[error("the document has {0} pages; an offer letter has a few")]
    TooManyPages(usize),
    #[error("the document is empty")]
    Empty,
    #[error("the document is encrypted")]
    Encrypted,
    #[error("the document is damaged: {0}")]
    Damaged(String),
    #[error("the document holds no text: it is a scan or a picture")]
    NoText,
    #[error("the kind of the document is not known")]
    UnknownKind,
    #[error("the letter is not in English")]
    OtherLanguage,
    #[error("the file holds two letters")]
    TwoLetters,
    #[error("the message carries {0} attachments, and more than one could be the letter")]
    ManyAttachments(usize),
    #[error("the text says nothing of an offer of employment")]
    NotALetter,
}

impl Refusal {
    /// Stable code of the diagnostic.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::TooLarge => "letters::too-large",
            Refusal::TooManyPages(_) => "letters::too-many-pages",
            Refusal::Empty => "letters::empty",
            Refusal::Encrypted => "letters::encrypted",
            Refusal::Damaged(_) => "letters::damaged",
            Refusal::NoText => "letters::no-text",
            Refusal::UnknownKind => "letters::unknown-kind",
            Refusal::OtherLanguage => "letters::other-language",
            Refusal::TwoLetters => "letters::two-letters",
            Refusal::ManyAttachments(_) => "letters::many-attachments",
            Refusal::NotALetter => "letters::not-a-letter",
        }
    }

    fn remedy(&self) -> &'static str {
        match self {
            Refusal::TooLarge | Refusal::TooManyPages(_) => {
                "give the letter alone, without plan documents and handbooks"
            }
            Refusal::Empty => "check that the file was saved whole",
            Refusal::Encrypted => "open it with its password, save a copy without, and read that",
            Refusal::Damaged(_) => {
                "fetch the document again, or save its text as .txt and read that"
            }
            Refusal::NoText => {
                "copy what it says into a .txt file, or make it searchable (for example with \
                 ocrmypdf) and check the figures by eye"
            }
            Refusal::UnknownKind => "give PDF with text, DOCX, HTML, .eml or plain text",
            Refusal::OtherLanguage => {
                "read the English version, or write the terms into an offer file yourself"
            }
            Refusal::TwoLetters => {
                "save each letter as a file of its own and read one after the other"
            }
            Refusal::ManyAttachments(_) => "save the letter from the message and read that file",
            Refusal::NotALetter => {
                "check that this is the letter; its terms can be written by hand"
            }
        }
    }

    /// As people are told of it.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code(), self.to_string()).remedy(self.remedy())
    }
}
