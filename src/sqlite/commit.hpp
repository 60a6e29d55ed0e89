// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "beckon/ports/commit.hpp"
#include "beckon/records/commit_columns.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// A commit, with those of its columns that are worth computing before the database is locked.
class CommitWork {
public:
    /// Throws `Error` if the event cannot be written as JSON. `commit` must outlive this.
    explicit CommitWork(const Commit& commit);

    /// Checks and carries out the commit within a write transaction.
    CommitResult run(Connection& connection) const;

private:
    struct Account;

    static Account read_account(Connection& connection, const AccountId& id);
    bool key_is_taken(Connection& connection, const Account& account) const;
    bool address_is_taken(Connection& connection, const Account& account) const;
    bool holds(Connection& connection, const Account& account, const Precondition& rule) const;
    /// Returns the user's row. `user` is that row, or 0 for a new user, who gets this number in the account.
    std::int64_t write_user(Connection& connection, std::int64_t account, std::int64_t user, std::int64_t number) const;
    std::int64_t write_account(Connection& connection, const Account& account) const;
    void write_role_holders(Connection& connection, std::int64_t account) const;
    void write_key(Connection& connection, std::int64_t account) const;

    const Commit& commit_;
    std::string event_;
    std::string roles_;
    std::string attributes_;
    records::UserColumns columns_;
    records::AccountColumns counts_;
};

/// Carries out all of the commits within a write transaction, or leaves the transaction as it was.
CommitResult run_all(Connection& connection, std::span<const CommitWork> works);

}  // namespace beckon::sqlite
