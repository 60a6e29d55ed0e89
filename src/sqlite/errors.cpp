// SPDX-License-Identifier: MIT
#include "sqlite/errors.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <system_error>

namespace beckon::sqlite {

namespace {

using Retry = StoreError::Retry;

struct Advice {
    std::string_view what_to_do;
    Retry retry = Retry::pointless;
};

Advice advice(int code) {
    if (code == SQLITE_BUSY_SNAPSHOT) {
        return {
            "another wrote after this transaction had begun to read; roll it back and begin again, best by BEGIN "
            "IMMEDIATE",
            Retry::may_help};
    }
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {"another process holds it; try again, or raise the busy timeout", Retry::may_help};
        case SQLITE_FULL: return {"make room on the disk", Retry::may_help};
        case SQLITE_IOERR: return {"look at the disk and at the system's log", Retry::may_help};
        case SQLITE_NOMEM: return {"give the process more memory", Retry::may_help};
        case SQLITE_INTERRUPT: return {"the host interrupted it; try again", Retry::may_help};
        case SQLITE_NOTADB: return {"this is not a SQLite database; choose another path"};
        case SQLITE_CORRUPT: return {"the file is damaged; restore it from a backup"};
        case SQLITE_READONLY: return {"make the file and its folder writable for this process"};
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {"make sure that the folder exists and that this process may write to it and to the file"};
        default: return {"this is a fault of the program or of another that wrote to the file"};
    }
}

}  // namespace

StoreError store_error(std::string_view path, int code, std::string_view message, int system_error) {
    const auto [what_to_do, retry] = advice(code);
    const bool has_reason = system_error != 0 && ((code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_IOERR);
    const std::string reason = has_reason ? ", " + std::generic_category().message(system_error) : "";
    return {fmt::format("SQLite database {}: {} (code {}{}): {}", path, message, code, reason, what_to_do), retry};
}

bool is_unknown_after_commit(int code) { return code != SQLITE_FULL && code != SQLITE_IOERR_WRITE; }

}  // namespace beckon::sqlite
