// SPDX-License-Identifier: MIT
#pragma once

// Catch2 2.13, as Debian 12 has it, and Catch2 3 keep their macros in different headers.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#else
#include <catch2/catch.hpp>
#endif
