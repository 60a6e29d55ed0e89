// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "beckon/ports/errors.hpp"

namespace beckon::test_support {

/// The error that the call gives.
template <class Call>
std::optional<StoreError> error_of(Call call) {
    try {
        call();
    } catch (const StoreError& error) {
        return error;
    }
    return std::nullopt;
}

}  // namespace beckon::test_support
