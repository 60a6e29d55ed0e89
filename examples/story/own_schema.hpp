// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/postgres/postgres_store.hpp"

namespace story {

/// A schema in a PostgreSQL database with beckon's tables, empty at first. It is dropped at the end with everything in
/// it.
class OwnSchema {
public:
    /// `connection` is a libpq connection string. Throws `beckon::StoreError` if the schema cannot be created.
    explicit OwnSchema(std::string connection);
    OwnSchema(const OwnSchema&) = delete;
    OwnSchema& operator=(const OwnSchema&) = delete;
    ~OwnSchema();

    const beckon::PostgresOptions& options() const { return options_; }

private:
    beckon::PostgresOptions options_;
};

}  // namespace story
