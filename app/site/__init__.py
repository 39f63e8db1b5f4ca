"""What every page is made of: guards, shell, fields, filters, errors, language, paging."""
