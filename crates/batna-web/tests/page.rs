//! The page from outside: who gets in, what is refused, what is shown of bad input.
//!
//! An in-process client asks the routes as a browser would, header by header.
#![allow(clippy::disallowed_methods)] // Tests write case folders.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use batna_app::{Workbench, World, WorldOptions};
use batna_web::{Secrets, Site, app};
use tower::ServiceExt;

const PORT: u16 = 4321;
const HOST: &str = "127.0.0.1:4321";
const COOKIE: &str = "batna_4321=session";

struct Page {
    site: Arc<Site>,
    folder: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Page {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = WorldOptions {
            case: Some(folder.path().to_owned()),
            data: Some(folder.path().join("none")),
            paths: Some(200),
            ..WorldOptions::default()
        };
        let workbench = Workbench::new(World::new(options));
        workbench.write_demo(folder.path()).unwrap();
        let secrets = Secrets {
            entry: "entry".into(),
            session: "session".into(),
            form: "form-token".into(),
        };
        Page {
            site: Arc::new(Site::new(workbench, PORT, secrets)),
            folder,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = app(Arc::clone(&self.site)).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 8 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(
            Request::get(path)
                .header(header::HOST, HOST)
                .header(header::COOKIE, COOKIE)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask(
            posting(path)
                .header(header::ORIGIN, format!("http://{HOST}"))
                .body(Body::from(encoded(fields)))
                .unwrap(),
        )
        .await
    }
}

fn posting(path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::COOKIE, COOKIE)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn hash_in(body: &str) -> String {
    let at = body.find("name=\"hash\" value=\"").unwrap() + "name=\"hash\" value=\"".len();
    body[at..at + 64].to_owned()
}

#[tokio::test]
async fn the_link_works_once_and_becomes_a_strict_cookie() {
    let page = Page::new();
    let enter = || {
        Request::get("/?token=entry")
            .header(header::HOST, HOST)
            .body(Body::empty())
            .unwrap()
    };
    let first = page.ask(enter()).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let cookie = first.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("batna_4321=session;"), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let again = page.ask(enter()).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert!(!again.headers.contains_key(header::SET_COOKIE));
    assert!(page.site.renew().unwrap().contains("token="));
}

#[tokio::test]
async fn nothing_is_shown_without_the_cookie_or_under_another_name() {
    let page = Page::new();
    for path in ["/", "/offers/analytics-co", "/edit/me.toml", "/nowhere"] {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .body(Body::empty())
            .unwrap();
        let answer = page.ask(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!answer.body.contains("Analytics"), "{path}");
    }
    for host in [
        "evil.example",
        "127.0.0.1:1",
        "127.0.0.1",
        "localhost.evil.example:4321",
    ] {
        let request = Request::get("/")
            .header(header::HOST, host)
            .header(header::COOKIE, COOKIE)
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            page.ask(request).await.status,
            StatusCode::MISDIRECTED_REQUEST,
            "{host}"
        );
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let page = Page::new();
    for path in ["/", "/style.css", "/nowhere", "/compare"] {
        let answer = page.get(path).await;
        let csp = answer.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            csp.contains("default-src 'none'") && !csp.contains("unsafe"),
            "{path}"
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(
            answer.headers[header::REFERRER_POLICY],
            "no-referrer",
            "{path}"
        );
        assert!(
            !answer.body.contains(" style=") && !answer.body.contains("<style"),
            "{path}"
        );
        assert!(!answer.body.contains(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn changes_need_our_origin_and_the_form_token() {
    let page = Page::new();
    let before = fs::read(page.path().join("me.toml")).unwrap();
    let fields = [("form", "form-token"), ("do", "anyway"), ("text", "x = 1")];
    for (origin, fetch_site) in [
        (Some("http://evil.example"), Some("same-origin")),
        (Some("null"), Some("cross-site")),
        (Some("null"), None),
        (None, None),
        (Some("http://127.0.0.1:1"), None),
    ] {
        let mut request = posting("/edit/me.toml");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(site) = fetch_site {
            request = request.header("sec-fetch-site", site);
        }
        let answer = page
            .ask(request.body(Body::from(encoded(&fields))).unwrap())
            .await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "{origin:?} {fetch_site:?}"
        );
    }
    for token in ["", "wrong-token"] {
        let answer = page
            .post(
                "/edit/me.toml",
                &[("form", token), ("do", "anyway"), ("text", "x = 1")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(fs::read(page.path().join("me.toml")).unwrap(), before);
}

#[tokio::test]
async fn only_files_of_the_case_are_opened() {
    let page = Page::new();
    fs::write(page.path().join(".hidden.toml"), "secret = 1").unwrap();
    for path in [
        "/edit/../../etc/passwd",
        "/edit/..%2f..%2fetc%2fpasswd",
        "/edit/%2e%2e/%2e%2e/etc/passwd",
        "/edit//etc/passwd",
        "/edit/.hidden.toml",
        "/edit/.batna/lock",
        "/edit/offers/%00.toml",
    ] {
        let answer = page.get(path).await;
        assert_ne!(answer.status, StatusCode::OK, "{path}");
        assert!(
            !answer.body.contains("root:") && !answer.body.contains("secret"),
            "{path}"
        );
        let fields = [("form", "form-token"), ("do", "anyway"), ("text", "x = 1")];
        let answer = page.post(path, &fields).await;
        assert!(
            !answer.status.is_success() && !answer.status.is_redirection(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_before_they_are_read() {
    let page = Page::new();
    let request = posting("/edit/me.toml")
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::CONTENT_LENGTH, 100 << 20)
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        page.ask(request).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    // Without a length, too.
    let text = "a".repeat(5 << 20);
    let answer = page
        .post("/edit/me.toml", &[("form", "form-token"), ("text", &text)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Nothing was saved"));
}

#[tokio::test]
async fn every_page_answers_for_the_sample_case() {
    let page = Page::new();
    for path in [
        "/",
        "/offers/analytics-co",
        "/offers/database-co",
        "/compare",
        "/compare/redraw?risk=4",
        "/compare?company=growth&growth=20&horizon=6&discount=abc",
        "/market",
        "/market/database-co",
        "/market/database-co/guide",
        "/market?ask=median%20base%20of%20data%20scientists%20in%20Texas",
        "/market?role=ml-engineer&place=Texas",
        "/practice/database-co?with=hard&run=7",
        "/compare/redraw?company=sale&sale=2.5",
        "/compare/redraw?company=sale&sale=0&horizon=1",
        "/compare/redraw?company=sale&sale=1000000",
        "/plan/analytics-co",
        "/plan/database-co/brief",
        "/ledger",
        "/settings",
        "/offers/new",
        "/edit/me.toml",
        "/explain/offers.analytics-co.year1.net",
    ] {
        let answer = page.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            answer.body.len() < 200_000,
            "{path}: {} bytes",
            answer.body.len()
        );
    }
    assert_eq!(page.get("/offers/none").await.status, StatusCode::NOT_FOUND);
}

/// A chance between pay of two currencies is one, at the rate of the day; equity that is not valued
/// is told where the chance stands.
#[tokio::test]
async fn offers_of_two_currencies_meet_on_the_page_that_compares() {
    let page = Page::new();
    for entry in fs::read_dir(page.path().join("offers")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let offer = |place: &str, base: &str, grant: &str| {
        format!(
            "employer = \"{place}\"\nstatus = \"written\"\nbase = \"{base}\"\nlocation = \"{place}\"\ngrant = \"{grant}\"\n"
        )
    };
    let london = offer("London", "90000 GBP", "4000 options at 2 GBP, 4y monthly");
    fs::write(page.path().join("offers/london.toml"), london).unwrap();
    let york = offer("New York, NY", "250000 USD", "100000 USD RSU, 4y monthly");
    fs::write(page.path().join("offers/york.toml"), york).unwrap();
    let answer = page.get("/compare").await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = &answer.body;
    let at = body.find("New York, NY<span class=\"over\"> over </span>London");
    let row = &body[at.expect("the pair, the better first")..];
    let chance = row.split("<td class=\"right\">").nth(1).unwrap();
    assert!(
        chance.starts_with("&gt;99%") || chance.starts_with(|c: char| c.is_ascii_digit()),
        "{chance:.40}"
    );
    assert!(body.contains("London: not valued, and in no figure here but the headline: options"));
    assert!(body.contains("London's options brought"));
}

#[tokio::test]
async fn hostile_text_is_text() {
    let page = Page::new();
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202e}=cmd()";
    let answer = page
        .post(
            "/offers/new",
            &[
                ("form", "form-token"),
                ("field.employer", hostile),
                ("field.status", "written"),
                ("field.base", "200000 USD"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer.headers[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    for path in [place.as_str(), "/", "/compare", "/ledger", "/settings"] {
        let body = page.get(path).await.body;
        assert!(
            !body.contains("<script>alert") && !body.contains("<img"),
            "{path}"
        );
    }
    let answer = page
        .post(
            "/ledger",
            &[
                ("form", "form-token"),
                ("date", "2026-06-15"),
                ("by", "recruiter"),
                ("channel", "call"),
                ("said", hostile),
                ("offer", ""),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(page.get("/ledger").await.body.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn two_editors_meet_a_merge_page_and_undo_brings_back() {
    let page = Page::new();
    let path = "/edit/offers/analytics-co.toml";
    let file = page.path().join("offers/analytics-co.toml");
    let original = fs::read_to_string(&file).unwrap();
    let hash = hash_in(&page.get(path).await.body);
    let first = format!("{original}\n# the first\n");
    let second = format!("{original}\n# the second\n");
    let save = |hash: String, text: String| {
        let page = &page;
        async move {
            page.post(
                path,
                &[
                    ("form", "form-token"),
                    ("do", "save"),
                    ("hash", &hash),
                    ("text", &text),
                ],
            )
            .await
        }
    };
    assert_eq!(
        save(hash.clone(), first.clone()).await.status,
        StatusCode::SEE_OTHER
    );
    let conflict = save(hash, second.clone()).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("the first") && conflict.body.contains("the second"));
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    let again = save(hash_in(&conflict.body), second.clone()).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(fs::read_to_string(&file).unwrap(), second);
    // A text with errors is handed back, not saved.
    let hash = hash_in(&page.get(path).await.body);
    let broken = save(hash, "base = \"".into()).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.body.contains("Not saved"));
    assert_eq!(fs::read_to_string(&file).unwrap(), second);
}

#[tokio::test]
async fn a_form_keeps_comments_and_refuses_nonsense_in_place() {
    let page = Page::new();
    let path = "/edit/offers/database-co.toml";
    let hash = hash_in(&page.get(path).await.body);
    let fields = [
        ("form", "form-token"),
        ("do", "fill"),
        ("hash", hash.as_str()),
        ("field.base", "216000 USD"),
    ];
    assert_eq!(page.post(path, &fields).await.status, StatusCode::SEE_OTHER);
    let text = fs::read_to_string(page.path().join("offers/database-co.toml")).unwrap();
    assert!(text.contains("216000 USD") && text.contains("# Private company"));
    let hash = hash_in(&page.get(path).await.body);
    let fields = [
        ("form", "form-token"),
        ("do", "fill"),
        ("hash", hash.as_str()),
        ("field.base", "a lot"),
    ];
    let answer = page.post(path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(fs::read_to_string(page.path().join("offers/database-co.toml")).unwrap() == text);
}

#[tokio::test]
async fn a_case_broken_by_hand_or_gone_says_so() {
    let page = Page::new();
    fs::write(
        page.path().join("offers/analytics-co.toml"),
        "base = \"\nemployer",
    )
    .unwrap();
    let home = page.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("Mend offers/analytics-co.toml"));
    assert_eq!(
        page.get("/compare").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    fs::remove_file(page.path().join("offers/analytics-co.toml")).unwrap();
    assert_eq!(page.get("/compare").await.status, StatusCode::OK);
    fs::remove_file(page.path().join("me.toml")).unwrap();
    let gone = page.get("/").await;
    assert!(gone.status.is_client_error(), "{}", gone.status);
    assert!(gone.body.contains("Your files are as you left them"));
}

#[tokio::test]
async fn a_thousand_requests_at_once_are_all_answered() {
    let page = Page::new();
    page.get("/").await;
    let routes = app(Arc::clone(&page.site));
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..1000 {
        let routes = routes.clone();
        asked.spawn(async move {
            let request = Request::get("/settings")
                .header(header::HOST, HOST)
                .header(header::COOKIE, COOKIE)
                .body(Body::empty())
                .unwrap();
            routes.oneshot(request).await.unwrap().status()
        });
    }
    while let Some(status) = asked.join_next().await {
        let status = status.unwrap();
        assert!(status == StatusCode::OK || status == StatusCode::SERVICE_UNAVAILABLE);
    }
}

const LETTER: &str = "Dear Sam,\n\nSample Letter Labs, Inc. is pleased to offer you the position of \
Senior ML Engineer. Your base salary will be $201,500 per year. You will receive a signing bonus of \
$25,000. You will report to our office in San Francisco, CA. Your start date is August 17, 2026. \
Please sign by July 10, 2026.\n\nSincerely,\nA. Person\n";

/// A form with files, as a browser sends it.
fn multipart(fields: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"");
        body.extend_from_slice(name.as_bytes());
        body.push(b'"');
        if let Some(file) = file {
            body.extend_from_slice(format!("; filename=\"{file}\"").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

impl Page {
    async fn upload(&self, fields: &[(&str, Option<&str>, &[u8])]) -> Answer {
        let (kind, body) = multipart(fields);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/offers/letter")
            .header(header::HOST, HOST)
            .header(header::COOKIE, COOKIE)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::CONTENT_TYPE, kind);
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
}

/// The value of a hidden field.
fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let marker = format!("name=\"{name}\" value=\"");
    let from = body.find(&marker).unwrap() + marker.len();
    let rest = &body[from..];
    &rest[..rest.find('"').unwrap()]
}

#[tokio::test]
async fn a_letter_is_shown_before_anything_is_written_and_kept_with_the_offer() {
    let page = Page::new();
    let fields = |token: &'static [u8]| {
        [
            ("form", None, token),
            ("letter", Some("offer.txt"), LETTER.as_bytes()),
            ("pasted", None, b"".as_slice()),
        ]
    };
    let foreign = page.upload(&fields(b"wrong")).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let shown = page.upload(&fields(b"form-token")).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert!(shown.body.contains("201500 USD"), "{}", shown.body);
    assert!(shown.body.contains("Your base salary will be $201,500"));
    let file = page.path().join("offers/sample-letter-labs.toml");
    assert!(
        !file.exists(),
        "nothing is written before the person's word"
    );
    let text = hidden(&shown.body, "text")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let document = hidden(&shown.body, "document").to_owned();
    let answer = page
        .post(
            "/offers/confirm",
            &[
                ("form", "form-token"),
                ("document", &document),
                ("text", &text),
                ("field.employer", "Sample Letter Labs"),
                ("field.base", "202000 USD"),
                ("confirmed", "yes"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("202000 USD"), "{written}");
    assert!(!written.contains("unconfirmed"), "{written}");
    let kept = page.path().join("letters/sample-letter-labs.txt");
    assert_eq!(fs::read_to_string(kept).unwrap(), LETTER);
    // An employer cannot name a place outside the case.
    let astray = page
        .post(
            "/offers/confirm",
            &[
                ("form", "form-token"),
                ("text", &text),
                ("field.employer", "../../outside"),
            ],
        )
        .await;
    assert_eq!(astray.status, StatusCode::SEE_OTHER, "{}", astray.body);
    assert!(!page.path().join("../outside.toml").exists());
    assert!(page.path().join("offers/outside.toml").exists());
}

#[tokio::test]
async fn a_letter_without_a_tick_stays_unconfirmed_and_what_is_none_is_refused() {
    let page = Page::new();
    let pasted = [
        ("form", None, b"form-token".as_slice()),
        ("letter", Some(""), b"".as_slice()),
        ("pasted", None, LETTER.as_bytes()),
    ];
    let shown = page.upload(&pasted).await;
    assert_eq!(shown.status, StatusCode::OK);
    let text = hidden(&shown.body, "text")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let answer = page
        .post(
            "/offers/confirm",
            &[
                ("form", "form-token"),
                ("document", "gone"),
                ("text", &text),
                ("field.employer", "Pasted Co"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let written = fs::read_to_string(page.path().join("offers/pasted-co.toml")).unwrap();
    assert!(written.contains("unconfirmed = true"), "{written}");
    for content in [b"".as_slice(), b"\x89PNG\r\n\0\0\0\0".as_slice()] {
        let fields = [
            ("form", None, b"form-token".as_slice()),
            ("letter", Some("picture.png"), content),
        ];
        let answer = page.upload(&fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("nothing was added"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_refused_field_keeps_what_was_typed_and_says_why_beside_it() {
    let page = Page::new();
    let before = fs::read_to_string(page.path().join("me.toml")).unwrap();
    let hash = hash_in(&page.get("/edit/me.toml").await.body);
    let answer = page
        .post(
            "/edit/me.toml",
            &[
                ("form", "form-token"),
                ("do", "fill"),
                ("hash", &hash),
                ("field.years", "many"),
                ("field.level", "staff"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let at = answer.body.find("name=\"field.years\"").unwrap();
    let near = &answer.body[at..(at + 600).min(answer.body.len())];
    assert!(
        near.contains("value=\"many\"") && near.contains("class=\"problem\""),
        "{near}"
    );
    assert!(answer.body.contains("value=\"staff\""));
    assert_eq!(
        fs::read_to_string(page.path().join("me.toml")).unwrap(),
        before
    );
    // A list gains an entry by form.
    let answer = page
        .post(
            "/edit/me.toml",
            &[
                ("form", "form-token"),
                ("do", "fill"),
                ("hash", &hash),
                ("field.+process.employer", "Another Lab"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let after = fs::read_to_string(page.path().join("me.toml")).unwrap();
    assert!(after.contains("employer = \"Another Lab\""), "{after}");
}

#[tokio::test]
async fn a_rehearsal_is_what_its_lines_make_it() {
    let page = Page::new();
    let say = |lines: &'static [&'static str], line: &'static str, what: &'static str| {
        let page = &page;
        async move {
            let mut fields = vec![
                ("form", "form-token"),
                ("with", "friendly"),
                ("run", "3"),
                ("line", line),
                ("do", what),
            ];
            fields.extend(lines.iter().map(|said| ("said", *said)));
            page.post("/practice/analytics-co", &fields).await
        }
    };
    let ask = "Could you do 215,000 base? I also hold a written offer from another company.";
    let first = say(&[], ask, "say").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert!(first.body.contains("I also hold a written offer"));
    assert!(!first.body.contains("Debrief</h2>"));
    let again = say(&[], ask, "say").await;
    assert_eq!(first.body, again.body, "the same lines meet the same words");
    let over = say(
        &["Could you do 215,000 base? I also hold a written offer from another company."],
        "",
        "end",
    )
    .await;
    assert!(
        over.body.contains("Debrief</h2>") && over.body.contains("Friendly"),
        "{}",
        over.body
    );
    let none = page.get("/practice/nobody").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let unknown = page.get("/practice/analytics-co?with=nobody").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
