// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/postgres/postgres_store.hpp"

namespace story {

/// A schema in a PostgreSQL database, with beckon's tables and nothing in them, that goes away at the end with all it
/// holds.
class OwnSchema {
public:
    /// `connection` is as libpq takes it. Throws `beckon::StoreError` where the schema cannot be made.
    explicit OwnSchema(std::string connection);
    OwnSchema(const OwnSchema&) = delete;
    OwnSchema& operator=(const OwnSchema&) = delete;
    ~OwnSchema();

    const beckon::PostgresOptions& options() const { return options_; }

private:
    beckon::PostgresOptions options_;
};

}  // namespace story
