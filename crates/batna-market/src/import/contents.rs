//! What a file really holds: plain text, one table in a zip, or a sheet; within limits.

use std::io::{BufRead, BufReader, Read, SeekFrom};

use super::{Format, ImportError, Source};

/// The most that an archive may unpack to.
pub const LARGEST_UNPACKED: u64 = 16 << 30;
/// Above this size, an archive that unpacks by more than this factor is refused.
const SUSPICIOUS_SIZE: u64 = 64 << 20;
const SUSPICIOUS_FACTOR: u64 = 120;

/// The readable part of a file.
pub enum Content<'a> {
    Text(Box<dyn BufRead + 'a>),
    Sheet(&'a mut dyn Source),
}

/// Opens `source` by its first bytes and hands its content to `then`.
pub fn open(
    name: &str,
    source: &mut dyn Source,
    then: &mut dyn FnMut(Content<'_>) -> Result<Format, ImportError>,
) -> Result<Format, ImportError> {
    let io = |e: std::io::Error| ImportError::io(name, &e);
    let mut magic = [0u8; 4];
    let mut read = 0;
    while read < magic.len() {
        let more = source.read(&mut magic[read..]).map_err(io)?;
        if more == 0 {
            break;
        }
        read += more;
    }
    source.seek(SeekFrom::Start(0)).map_err(io)?;
    if !magic.starts_with(b"PK\x03\x04") && !magic.starts_with(b"PK\x05\x06") {
        let reader = BufReader::with_capacity(1 << 16, ByRef(source));
        return then(Content::Text(Box::new(reader)));
    }
    let broken = |e: zip::result::ZipError| broken_archive(name, &e.to_string());
    let member = {
        let mut archive = zip::ZipArchive::new(ByRef(source)).map_err(broken)?;
        let mut member = None;
        let mut sheet = false;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(broken)?;
            let path = entry.name().map_err(broken)?.into_owned();
            let (packed, unpacked) = (entry.compressed_size(), entry.size());
            let bomb = unpacked > SUSPICIOUS_SIZE && unpacked / packed.max(1) > SUSPICIOUS_FACTOR;
            if unpacked > LARGEST_UNPACKED || bomb {
                return Err(too_large(name));
            }
            sheet |= path == "xl/workbook.xml";
            let lower = path.to_lowercase();
            let table = [".csv", ".tsv", ".txt", ".json"]
                .iter()
                .any(|e| lower.ends_with(e));
            if table && !path.starts_with("__MACOSX") && member.is_none() {
                member = Some(index);
            }
        }
        if sheet {
            None
        } else {
            Some(member.ok_or_else(|| no_table(name))?)
        }
    };
    source.seek(SeekFrom::Start(0)).map_err(io)?;
    match member {
        None => {
            measure_parts(name, source)?;
            source.seek(SeekFrom::Start(0)).map_err(io)?;
            then(Content::Sheet(source))
        }
        Some(index) => {
            let mut archive = zip::ZipArchive::new(ByRef(source)).map_err(broken)?;
            let entry = archive.by_index(index).map_err(broken)?;
            // A header may lie about the size, so what comes out is counted.
            let limited = Limited {
                left: limit(entry.compressed_size()),
                inner: entry,
            };
            let reader = BufReader::with_capacity(1 << 16, limited);
            then(Content::Text(Box::new(reader)))
        }
    }
}

/// The most that so many packed bytes may unpack to.
fn limit(packed: u64) -> u64 {
    packed
        .saturating_mul(SUSPICIOUS_FACTOR)
        .clamp(SUSPICIOUS_SIZE, LARGEST_UNPACKED)
}

/// Unpacks the parts of a sheet once and counts, for its reader trusts the stated sizes.
fn measure_parts(name: &str, source: &mut dyn Source) -> Result<(), ImportError> {
    let broken = |message: String| broken_archive(name, &message);
    let mut archive = zip::ZipArchive::new(ByRef(source)).map_err(|e| broken(e.to_string()))?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| broken(e.to_string()))?;
        let most = limit(part.compressed_size());
        let mut taken = part.take(most + 1);
        let unpacked = std::io::copy(&mut taken, &mut std::io::sink());
        match unpacked {
            Ok(bytes) if bytes > most => return Err(too_large(name)),
            Ok(_) => {}
            Err(error) => return Err(broken(error.to_string())),
        }
    }
    Ok(())
}

fn broken_archive(name: &str, message: &str) -> ImportError {
    ImportError::new(
        "market::broken-archive",
        name,
        format!("the archive is damaged: {message}"),
    )
    .remedy("Fetch the file again; it may have been cut short. Nothing was imported.")
}

fn too_large(name: &str) -> ImportError {
    ImportError::new(
        "market::archive-too-large",
        name,
        "the archive would unpack to far more than it should hold",
    )
    .remedy("Unpack it by hand if you trust it. Nothing was imported.")
}

fn no_table(name: &str) -> ImportError {
    ImportError::new(
        "market::no-table",
        name,
        "the archive holds no CSV, TSV, JSON or sheet",
    )
}

/// Hands on a source without taking it.
struct ByRef<'a>(&'a mut dyn Source);

impl Read for ByRef<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer)
    }
}

impl std::io::Seek for ByRef<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

/// Fails once more than `left` bytes came out.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other("the archive unpacks to far more than it should hold")
        })?;
        Ok(read)
    }
}
