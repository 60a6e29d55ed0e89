// SPDX-License-Identifier: MIT
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What Python's email package reads in each mail: see parse_mail.py. Throws where it cannot.
boost::json::array parse_mails(const std::vector<std::string>& mails);

/// The same for one mail.
boost::json::value parse_mail(const std::string& mail);

/// The string at a JSON pointer (RFC 6901), e.g. "/to/0/name".
std::string text_at(const boost::json::value& mail, std::string_view pointer);
