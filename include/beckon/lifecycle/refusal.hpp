// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/error.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/reason.hpp"
#include "beckon/lifecycle/remedy.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// An answer that says no: why, and what to do instead. Nothing has changed. The same request helps only from
/// `retry_at` on, or once something else has changed.
struct Refusal {
    Reason reason{};
    Remedy remedy = Remedy::none;
    std::optional<Instant> retry_at{};  ///< When waiting helps: the first instant at which it does.
    Field field = Field::none;          ///< The input at fault.
    std::optional<Reason> actual{};     ///< What really happened, where the policy tells invitees something else.
    /// The attribute at fault, if `field` is `Field::attributes`; for `unknown_role`, the policy's roles; for
    /// `not_permitted` to a member, the roles that may.
    std::vector<std::string> names{};

    /// Returns the code by which a form knows the input at fault: an attribute's own name, or the field's code.
    std::string_view input() const { return names_attribute() ? names.front() : code(field); }

    /// Whether the fault lies in one attribute, which `names` then has.
    bool names_attribute() const { return field == Field::attributes && !names.empty(); }

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// A value, or the refusal of it. `value()` on a refusal throws `RefusedError`.
template <class T>
using Result = boost::system::result<T, Refusal>;

/// Thrown by `Result::value()` when the result is a refusal that the caller did not look at.
class RefusedError : public Error {
public:
    explicit RefusedError(const Refusal& refusal)
        : Error("refused: " + std::string(code(refusal.reason))), refusal_(refusal) {}

    const Refusal& refusal() const noexcept { return refusal_; }

private:
    Refusal refusal_;
};

/// How `boost::system::result` throws a refusal (found by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location& where) {
    static_cast<void>(where);
    throw RefusedError(refusal);
}

namespace detail {

/// A link is no field to whoever opened it.
inline bool names_field(const Refusal& refusal) {
    return refusal.field != Field::none && refusal.reason != Reason::link_invalid;
}

/// The names with commas between them.
inline std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

inline bool names_permitted_roles(const Refusal& refusal) {
    return refusal.reason == Reason::not_permitted && !refusal.names.empty();
}

/// Whether an administrator can help by a new invitation: worth saying so.
inline bool asks_for_invitation(const Refusal& refusal) {
    return refusal.reason == Reason::link_expired && refusal.remedy == Remedy::ask_administrator;
}

}  // namespace detail

/// The English sentences for a refusal: the field at fault if any, why, and what to do instead.
inline std::string message(const Refusal& refusal) {
    std::string text;
    if (detail::names_field(refusal)) {
        text.append(refusal.names_attribute() ? refusal.names.front() : in_english(refusal.field)).append(": ");
    }
    text.append(message(refusal.reason));
    if (refusal.reason == Reason::unknown_role) text.append(" The roles are: " + detail::listed(refusal.names) + ".");
    if (detail::names_permitted_roles(refusal)) {
        text.append(" Permitted roles: " + detail::listed(refusal.names) + ".");
    }
    if (detail::asks_for_invitation(refusal)) return text.append(" Ask your administrator for a new invitation.");
    if (refusal.remedy != Remedy::none) text.append(" ").append(message(refusal.remedy));
    return text;
}

}  // namespace beckon
