//! What the caller may choose about the results of a batch.

/// What the results of a batch show. By default nothing that the policy does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultOptions {
    /// Name of the file that was judged, for the summary.
    pub file: Option<String>,
    /// Fields shown beside the 标识; without a list those that are 锁定 and not 敏感.
    pub fields: Option<Vec<String>>,
    /// The field by whose values persons are counted in the summary; without one that by which the policy's first 表格 with groups is grouped.
    pub unit: Option<String>,
    /// Headings of the file, for the cells of rows that could not be judged.
    pub headings: Vec<String>,
}

impl ResultOptions {
    /// With the name of the file that was judged.
    #[must_use]
    pub fn file(self, file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    /// With these fields shown beside the 标识.
    #[must_use]
    pub fn fields<N: Into<String>>(self, fields: impl IntoIterator<Item = N>) -> Self {
        Self { fields: Some(fields.into_iter().map(Into::into).collect()), ..self }
    }

    /// With persons counted by the values of a field.
    #[must_use]
    pub fn unit(self, field: impl Into<String>) -> Self {
        Self { unit: Some(field.into()), ..self }
    }

    /// With the headings of the file.
    #[must_use]
    pub fn headings<N: Into<String>>(self, headings: impl IntoIterator<Item = N>) -> Self {
        Self { headings: headings.into_iter().map(Into::into).collect(), ..self }
    }
}
