//! The look of cells. In: what a cell is. Out: its format; each is made once.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// On every office machine with Chinese Windows or WPS; the character set lets others choose a Chinese font.
const FONT: &str = "宋体";
/// GB2312, the character set of simplified Chinese in font tables.
const CHINESE: u8 = 134;
/// The built-in format for text, `@`.
const TEXT_FORMAT: u8 = 49;
const SIZE: f64 = 11.0;
const TITLE_SIZE: f64 = 16.0;

const HEADING_FILL: Color = Color::RGB(0x00D9_E2F3);
const DOUBTFUL_FILL: Color = Color::RGB(0x00FF_F2CC);

/// What a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::report) struct Style {
    pub(in crate::report) role: Role,
    pub(in crate::report) kind: Kind,
    /// To be looked at.
    pub(in crate::report) is_doubtful: bool,
}

/// The place of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::report) enum Role {
    Title,
    /// Above a part of a sheet that has several tables.
    Section,
    Heading,
    #[default]
    Cell,
    Total,
    Remark,
}

/// The content of a cell, as far as its look depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::report) enum Kind {
    #[default]
    Empty,
    Text {
        /// Stays text when somebody edits it: zeros in front are kept.
        keeps_digits: bool,
        /// Stays text when somebody edits it, though it starts like a formula.
        is_quoted: bool,
    },
    Number {
        decimals: u32,
    },
    Percent {
        decimals: u32,
    },
    Date,
}

/// Formats by style.
#[derive(Default)]
pub(in crate::report) struct Styles(HashMap<Style, Format>);

impl Styles {
    pub(in crate::report) fn of(&mut self, style: Style) -> &Format {
        self.0.entry(style).or_insert_with(|| format(style))
    }
}

/// What cells without any format look like.
pub(super) fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(SIZE).set_font_charset(CHINESE)
}

fn format(style: Style) -> Format {
    let format = by_role(style.role);
    let format = if style.is_doubtful { format.set_background_color(DOUBTFUL_FILL) } else { format };
    match style.kind {
        Kind::Empty => format,
        Kind::Text { keeps_digits, is_quoted } => {
            let format = format.set_text_wrap();
            let format = if keeps_digits { format.set_num_format_index(TEXT_FORMAT) } else { format };
            if is_quoted { format.set_quote_prefix() } else { format }
        }
        Kind::Number { decimals } => format.set_num_format(digits(decimals)),
        Kind::Percent { decimals } => format.set_num_format(format!("{}%", digits(decimals))),
        Kind::Date => format.set_num_format("yyyy\"年\"m\"月\"d\"日\"").set_align(FormatAlign::Center),
    }
}

fn by_role(role: Role) -> Format {
    let format = plain().set_align(FormatAlign::VerticalCenter);
    match role {
        Role::Title => format.set_font_size(TITLE_SIZE).set_bold().set_align(FormatAlign::Center).set_text_wrap(),
        Role::Section => format.set_bold(),
        Role::Heading => format
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_text_wrap()
            .set_background_color(HEADING_FILL)
            .set_border(FormatBorder::Thin),
        Role::Cell => format.set_border(FormatBorder::Thin),
        Role::Total => format.set_bold().set_border(FormatBorder::Thin),
        Role::Remark => format.set_text_wrap(),
    }
}

/// `0` or `0.00`.
fn digits(decimals: u32) -> String {
    if decimals == 0 { "0".to_string() } else { format!("0.{}", "0".repeat(decimals as usize)) }
}
