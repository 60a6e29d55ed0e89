// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/postgres_database.hpp"

/// Ends a test that needs the tests' PostgreSQL server where there is none.
#define BECKON_NEEDS_POSTGRES()                     \
    if (!beckon::test_support::postgres_server()) { \
        WARN("skipped: no PostgreSQL server");      \
        return;                                     \
    }                                               \
    static_assert(true, "a semicolon follows")
