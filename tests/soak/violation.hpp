// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace beckon::soak {

/// An invariant that does not hold: which one, by its id in docs/guarantees.md, and what shows it.
class Violation : public std::runtime_error {
public:
    Violation(std::string invariant, const std::string& evidence)
        : std::runtime_error(evidence), invariant_(std::move(invariant)) {}

    const std::string& invariant() const noexcept { return invariant_; }

private:
    std::string invariant_;
};

}  // namespace beckon::soak
