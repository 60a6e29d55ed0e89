// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "beckon/ports/commit.hpp"
#include "postgres/connection.hpp"

namespace beckon::postgres {

/// Commits of one account, prepared for the functions `commit_one` and `commit_all` of the schema.
class CommitWork {
public:
    /// Throws `Error` if an event cannot be written as JSON.
    explicit CommitWork(std::span<const Commit> commits);

    /// Checks and carries them out, in one statement.
    CommitResult run(Connection& connection) const;

private:
    const Sql& statement() const;

    bool is_one_;
    Parameters parameters_;
};

}  // namespace beckon::postgres
