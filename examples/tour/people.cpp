// SPDX-License-Identifier: MIT
#include "people.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/refusal.hpp"

namespace tour {

using namespace beckon;

namespace {

constexpr std::array<std::string_view, 6> columns{"product", "name", "email", "roles", "teams", "inboxes"};

using Row = std::vector<std::string>;

/// Reads text as rows of fields. A field in quotes may hold commas, line ends and doubled quotes.
class CsvReader {
public:
    CsvReader(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

    /// The next row, or none at the end. Rows are counted from 1, including the heading.
    std::optional<Row> next() {
        ++row_;
        if (at_ == text_.size()) return std::nullopt;
        Row fields(1);
        for (;;) {
            if (at_ < text_.size() && text_[at_] == '"') read_quoted(fields);
            while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
                if (text_[at_] == '"') fail(fields.size(), "a quote inside an unquoted field");
                if (text_[at_] != '\r') fields.back() += text_[at_];
                ++at_;
            }
            if (at_ == text_.size()) return fields;
            if (text_[at_++] == '\n') return fields;
            fields.emplace_back();
        }
    }

    [[noreturn]] void fail(std::size_t column, std::string_view why) const {
        const std::string_view name = column <= columns.size() ? columns.at(column - 1) : "beyond the last";
        throw std::runtime_error(fmt::format("{}: row {}, column {}: {}", path_, row_, name, why));
    }

private:
    void read_quoted(Row& fields) {
        for (++at_;; ++at_) {
            if (at_ == text_.size()) fail(fields.size(), "the quote is not closed");
            if (text_[at_] == '"') {
                ++at_;
                if (at_ == text_.size() || text_[at_] != '"') break;
            }
            fields.back() += text_[at_];
        }
        const bool ends = at_ == text_.size() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
        if (!ends) fail(fields.size(), "text after the closing quote");
    }

    std::string path_;
    std::string text_;
    std::size_t at_ = 0;
    std::size_t row_ = 0;
};

/// The parts between commas, without the spaces around them. Nothing for an empty text.
std::vector<std::string> list_in(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        parts.emplace_back(part);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return parts;
}

Person person_in(const Row& row, const CsvReader& reader) {
    if (row.size() != columns.size()) {
        reader.fail(row.size() < columns.size() ? row.size() + 1 : row.size(),
                    fmt::format("there are {} columns instead of {}", row.size(), columns.size()));
    }
    if (row[0].empty()) reader.fail(1, "missing");
    auto email = EmailAddress::parse(row[2]);
    if (!email) reader.fail(3, message(email.error().reason));
    Profile profile{.name = row[1], .roles = list_in(row[3])};
    profile.attributes = {{"teams", list_in(row[4])}, {"inboxes", list_in(row[5])}};
    if (const auto refusal = refuse_profile(profile, Policy{.attributes = policies::usual_attributes()})) {
        std::size_t column = 1;
        while (columns.at(column - 1) != refusal->input()) ++column;
        reader.fail(column, message(refusal->reason));
    }
    return {row[0], {*std::move(email), std::move(profile)}};
}

}  // namespace

std::vector<Person> read_people(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) throw std::runtime_error(fmt::format("{}: cannot be read", path));
    CsvReader reader(path, text);
    const auto heading = reader.next();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool right = heading && i < heading->size() && (*heading)[i] == columns.at(i);
        if (!right) reader.fail(i + 1, "the first row must name the columns");
    }
    std::vector<Person> people;
    while (const auto row = reader.next()) people.push_back(person_in(*row, reader));
    return people;
}

}  // namespace tour
