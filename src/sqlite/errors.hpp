// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "beckon/ports/errors.hpp"

namespace beckon::sqlite {

/// Returns a result code of SQLite's as an error: which file, what went wrong, and what to do.
///
/// `code` is an extended result code, `message` SQLite's words for it, `system_error` the errno behind it or 0.
StoreError store_error(std::string_view path, int code, std::string_view message, int system_error);

/// Returns whether a transaction whose COMMIT returned this code, and which is no longer open, may be in the file all
/// the same.
///
/// SQLite writes the pages and the commit record to the log, then syncs it, then publishes it in shared memory. A
/// failed write leaves the record incomplete, and the next transaction overwrites it. A later failure leaves a complete
/// record, which a recovery after a crash would find.
bool is_unknown_after_commit(int code);

}  // namespace beckon::sqlite
