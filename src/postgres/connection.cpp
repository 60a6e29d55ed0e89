// SPDX-License-Identifier: MIT
#include "postgres/connection.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdlib>

#include "postgres/errors.hpp"

namespace beckon::postgres {

namespace {

// The object ids of types, which PostgreSQL never changes: pg_type.dat.
constexpr Oid type_bytea = 17;
constexpr Oid type_int8 = 20;
constexpr Oid type_text = 25;
constexpr Oid type_text_array = 1009;
constexpr Oid type_int8_array = 1016;
constexpr Oid type_timestamptz = 1184;
constexpr Oid type_uuid = 2950;
constexpr Oid type_jsonb = 3802;

/// The instant from which timestamptz counts, in microseconds.
const Instant epoch(boost::gregorian::date(2000, 1, 1));

template <class Number>
std::string big_endian(Number number) {
    std::string octets(sizeof(Number), '\0');
    auto rest = static_cast<std::uint64_t>(number);
    for (auto at = octets.rbegin(); at != octets.rend(); ++at, rest >>= 8U) *at = static_cast<char>(rest & 0xFFU);
    return octets;
}

/// An array in the binary format: the number of dimensions, whether there are NULLs, the type of the elements, their
/// number and the index of the first, and then each element after its length.
template <class Element, class ToOctets>
std::string array_of(Oid type, const std::vector<Element>& elements, const ToOctets& to_octets) {
    const auto word = [](std::size_t number) { return big_endian(static_cast<std::int32_t>(number)); };
    std::string octets = word(elements.empty() ? 0 : 1) + word(0) + word(type);
    if (!elements.empty()) octets += word(elements.size()) + word(1);
    for (const Element& element : elements) {
        const std::string value = to_octets(element);
        octets += word(value.size()) + value;
    }
    return octets;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// Whether libpq may have taken a part of the password for something else: in a password, "@", "/" and "?" must be
/// written as "%40", "%2F" and "%3F".
bool is_ambiguous(std::string_view connection) {
    if (!connection.starts_with("postgresql://") && !connection.starts_with("postgres://")) return false;
    connection.remove_prefix(connection.find("//") + 2);
    const std::string_view hosts = connection.substr(0, connection.find('/'));
    std::string_view path = connection.substr(hosts.size());
    path = path.substr(0, path.find('?'));
    return std::count(hosts.begin(), hosts.end(), '@') > 1 || path.find('@') != std::string_view::npos;
}

bool is_port(std::string_view text) { return text.find_first_not_of("0123456789,") == std::string_view::npos; }

struct FreeParsed {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// The contents of the connection string, as keywords and values for libpq, with ours added.
class ConnectionInfo {
public:
    explicit ConnectionInfo(const PostgresOptions& options)
        // What libpq says about a string that it cannot parse may quote the password in it.
        : parsed_(PQconninfoParse(options.connection.c_str(), nullptr)) {
        if (parsed_ == nullptr) {
            throw StoreError(
                "PostgreSQL: the connection string cannot be read: it is neither keyword=value pairs nor a URI",
                StoreError::Retry::pointless);
        }
        // Here it may quote a part of the password as the name of a host.
        bool is_clear = !is_ambiguous(options.connection);
        std::string session_options;
        bool says_timeout = false;
        bool says_options = false;
        bool says_attributes = std::getenv("PGTARGETSESSIONATTRS") != nullptr;
        for (const PQconninfoOption* option = parsed_.get(); option->keyword != nullptr; ++option) {
            if (option->val == nullptr) continue;
            const std::string_view keyword = option->keyword;
            if (keyword == "options") {
                session_options = option->val;
                says_options = true;
                continue;
            }
            is_clear &= keyword != "port" || is_port(option->val);
            says_timeout |= keyword == "connect_timeout";
            says_attributes |= keyword == "target_session_attrs";
            add(option->keyword, option->val);
        }
        if (!is_clear) {
            throw StoreError(
                "PostgreSQL: the connection string cannot be read for certain: in a URI write \"@\", \"/\" and \"?\" "
                "of a "
                "name or a password as \"%40\", \"%2F\" and \"%3F\"; a port is a number",
                StoreError::Retry::pointless);
        }
        const char* const from_environment = std::getenv("PGOPTIONS");
        if (!says_options && from_environment != nullptr) session_options = from_environment;
        if (!says_timeout) add("connect_timeout", std::to_string(options.connect_timeout.count()));
        if (!says_attributes) add("target_session_attrs", "read-write");
        add("fallback_application_name", "beckon");
        add("client_encoding", "UTF8");
        if (options.pooling == PostgresOptions::Pooling::none) {
            session_options += fmt::format(
                " -c statement_timeout={} -c lock_timeout={} -c default_transaction_isolation=read\\ committed "
                "-c client_min_messages=warning",
                options.statement_timeout.count(), options.lock_timeout.count());
        }
        if (!session_options.empty()) add("options", session_options);
    }

    PGconn* connect() {
        std::vector<const char*> keywords;
        std::vector<const char*> values;
        for (const auto& [keyword, value] : settings_) {
            keywords.push_back(keyword.c_str());
            values.push_back(value.c_str());
        }
        keywords.push_back(nullptr);
        values.push_back(nullptr);
        return PQconnectdbParams(keywords.data(), values.data(), 0);
    }

private:
    void add(std::string keyword, std::string value) { settings_.emplace_back(std::move(keyword), std::move(value)); }

    std::unique_ptr<PQconninfoOption, FreeParsed> parsed_;
    std::vector<std::pair<std::string, std::string>> settings_;
};

std::string name_of(const PGconn* database, std::string_view schema) {
    const auto given = [](const char* text) { return std::string_view(text != nullptr ? text : ""); };
    return fmt::format("PostgreSQL database {} on {}, schema {}", given(PQdb(database)), given(PQhost(database)),
                       schema);
}

/// Keeps libpq from printing, and notes that a wait for the standby was given up. That warning is recognised among
/// others, such as those of a trigger, by the function in the server's source that reports it.
void note_doubt(void* in_doubt, const PGresult* notice) {
    const char* function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    if (function != nullptr && std::string_view(function) == "SyncRepWaitForLSN") *static_cast<bool*>(in_doubt) = true;
}

}  // namespace

void Parameters::push(Oid type, const char* data, std::size_t size, bool is_binary) {
    types_.push_back(type);
    values_.push_back(data);
    lengths_.push_back(static_cast<int>(size));
    formats_.push_back(is_binary ? 1 : 0);
}

void Parameters::keep(Oid type, std::string value, bool is_binary) {
    owned_.push_back(std::make_unique<std::string>(std::move(value)));
    push(type, owned_.back()->c_str(), owned_.back()->size(), is_binary);
}

void Parameters::add(std::string_view text) {
    push(type_text, text.data() != nullptr ? text.data() : "", text.size(), true);  // a null pointer would be NULL
}

void Parameters::add(std::int64_t number) { keep(type_int8, big_endian(number), true); }

void Parameters::add(Instant instant) {
    assert(!instant.is_special());
    keep(type_timestamptz, big_endian(std::int64_t{(instant - epoch).total_microseconds()}), true);
}

void Parameters::add(const UserId& id) { keep(type_uuid, std::string(id.begin(), id.end()), true); }

void Parameters::add(const Json& json) { push(type_jsonb, json.text.c_str(), json.text.size(), false); }

void Parameters::add(std::string&& text) { keep(type_text, std::move(text), true); }

void Parameters::add(Json&& json) { keep(type_jsonb, std::move(json.text), false); }

void Parameters::add(const std::array<std::uint8_t, 32>& octets) {
    keep(type_bytea, std::string(octets.begin(), octets.end()), true);
}

void Parameters::add(const Texts& texts) {
    keep(type_text_array, array_of(type_text, texts.all, [](const std::string& text) { return text; }), true);
}

void Parameters::add(const Numbers& numbers) {
    keep(type_int8_array, array_of(type_int8, numbers.all, [](std::int64_t number) { return big_endian(number); }),
         true);
}

void Rows::Row::damaged(std::string_view what) const {
    throw StoreError(fmt::format("PostgreSQL: {}: the tables are damaged, or were written to by another program", what),
                     StoreError::Retry::pointless);
}

std::string_view Rows::Row::text(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::string_view Rows::Row::json(int column) const {
    const std::string_view value = text(column);
    if (PQftype(result_, column) != type_jsonb) return value;
    if (value.empty() || value.front() != '\x01') damaged("a JSON value has an unknown form");
    return value.substr(1);
}

std::int64_t Rows::Row::integer(int column) const {
    const std::string_view octets = text(column);
    if (octets.empty() || octets.size() > 8) damaged("invalid number");
    // Fewer than eight octets are a smaller type: its sign is extended to the left.
    std::uint64_t number = (static_cast<unsigned char>(octets.front()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (const char octet : octets) number = number << 8U | static_cast<unsigned char>(octet);
    return static_cast<std::int64_t>(number);
}

Instant Rows::Row::instant(int column) const {
    const std::int64_t microseconds = integer(column);
    constexpr std::int64_t first = -18'934'387'200'000'000;  // the years 1400 to 9999, the range of `Instant`
    constexpr std::int64_t behind_last = 252'455'616'000'000'000;
    if (microseconds < first || microseconds >= behind_last) damaged("a time is out of its range");
    return epoch + boost::posix_time::microseconds(microseconds);
}

std::optional<Instant> Rows::Row::maybe_instant(int column) const {
    return is_null(column) ? std::nullopt : std::optional(instant(column));
}

UserId Rows::Row::id(int column) const {
    const std::string_view octets = text(column);
    UserId id{};
    if (octets.size() != id.size()) damaged("a user id does not have 16 octets");
    std::copy(octets.begin(), octets.end(), id.begin());
    return id;
}

std::array<std::uint8_t, 32> Rows::Row::digest(int column) const {
    const std::string_view octets = text(column);
    std::array<std::uint8_t, 32> digest{};
    if (octets.size() != digest.size()) damaged("a digest does not have 32 octets");
    std::copy(octets.begin(), octets.end(), digest.begin());
    return digest;
}

std::optional<UserId> Rows::Row::maybe_id(int column) const {
    return is_null(column) ? std::nullopt : std::optional(id(column));
}

std::size_t Rows::changed() const {
    const std::string_view text = PQcmdTuples(result_.get());
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Connection::Connection(const PostgresOptions& options)
    : where_("PostgreSQL"),
      schema_(options.schema),
      keeps_statements_(options.pooling == PostgresOptions::Pooling::none),
      // The server gives up first, and says so, if it was told to.
      patience_(options.statement_timeout + std::chrono::seconds(2)),
      database_(ConnectionInfo(options).connect(), Close{true}) {
    if (database_ == nullptr) throw std::bad_alloc();
    where_ = name_of(database_.get(), schema_);
    if (PQstatus(database_.get()) != CONNECTION_OK) {
        const std::string_view said = first_line(PQerrorMessage(database_.get()));
        // PgBouncer accepts no session settings. Nothing but its words tells who refused the connection.
        const bool by_pooler = said.find("unsupported startup parameter") != std::string_view::npos;
        throw ServerError(where_, "connecting", by_pooler ? "26000" : "", said);
    }
    PQsetNoticeReceiver(database_.get(), note_doubt, &in_doubt_);
    // A server that does not read must not delay the caller for longer than `patience_`.
    PQsetnonblocking(database_.get(), 1);
    const char* encoding = PQparameterStatus(database_.get(), "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
        throw StoreError(where_ + ": connecting: its encoding is not UTF8: create a database whose is",
                         StoreError::Retry::pointless);
    }
    if (keeps_statements_) require_own_session(options);
}

void Connection::require_own_session(const PostgresOptions& options) {
    // A pooler may ignore a setting: PgBouncer's ignore_startup_parameters.
    const Rows kept = run_once("connecting",
                               "SELECT current_setting('lock_timeout')::interval = $1 * interval '1 ms' AND "
                               "current_setting('default_transaction_isolation') = 'read committed'",
                               Parameters(static_cast<std::int64_t>(options.lock_timeout.count())));
    if (kept[0].number(0) == 0) {
        throw ServerError(where_, "connecting", "26000", "the settings of the session were not taken over");
    }
}

Connection::Connection(PGconn& borrowed, std::string schema)
    : where_(name_of(&borrowed, schema)), schema_(std::move(schema)), database_(&borrowed, Close{false}) {}

std::string_view Connection::encoding() const {
    const char* name = PQparameterStatus(database_.get(), "client_encoding");
    return name != nullptr ? name : "";
}

std::string Connection::in_schema(std::string_view sql) const {
    constexpr std::string_view written = "beckon.";
    std::string text;
    for (std::size_t from = 0; from < sql.size();) {
        const std::size_t at = std::min(sql.find(written, from), sql.size());
        text += sql.substr(from, at - from);
        if (at < sql.size()) text += quoted_schema() + '.';
        from = at + written.size();
    }
    return text;
}

Connection::Deadline Connection::deadline() const {
    return patience_ ? Deadline(Clock::now() + *patience_) : std::nullopt;
}

Rows Connection::run(std::string_view doing, const Sql& sql, const Parameters& parameters) {
    if (!keeps_statements_) return run_once(doing, sql.text(), parameters);
    const std::string& name = prepared(doing, sql, parameters);
    return finish(doing, PQsendQueryPrepared(database_.get(), name.c_str(), parameters.size(), parameters.values(),
                                             parameters.lengths(), parameters.formats(), 1) != 0);
}

Rows Connection::run_once(std::string_view doing, std::string_view sql, const Parameters& parameters) {
    return finish(doing,
                  PQsendQueryParams(database_.get(), in_schema(sql).c_str(), parameters.size(), parameters.types(),
                                    parameters.values(), parameters.lengths(), parameters.formats(), 1) != 0);
}

void Connection::execute(std::string_view doing, std::string_view sql) {
    finish(doing, PQsendQuery(database_.get(), in_schema(sql).c_str()) != 0);
}

const std::string& Connection::prepared(std::string_view doing, const Sql& sql, const Parameters& parameters) {
    const auto found = statements_.find(&sql);
    if (found != statements_.end()) return found->second;
    // The name is made from the text: a session other than the one it was prepared in has this statement, or none.
    const std::string text = in_schema(sql.text());
    std::string name = fmt::format("beckon_{:016x}", std::hash<std::string>()(text));
    const bool is_there =
        std::any_of(statements_.begin(), statements_.end(), [&](const auto& each) { return each.second == name; });
    if (!is_there) {
        finish(doing,
               PQsendPrepare(database_.get(), name.c_str(), text.c_str(), parameters.size(), parameters.types()) != 0);
    }
    return statements_.emplace(&sql, std::move(name)).first->second;
}

short Connection::wait_for_socket(short events, const Deadline& deadline, std::string_view doing) {
    int milliseconds = -1;
    if (deadline) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
        milliseconds = static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
    }
    pollfd socket{PQsocket(database_.get()), events, 0};
    const int ready = poll(&socket, 1, milliseconds);
    if (ready == 0) throw ServerError(where_, doing, "", "the server did not answer in time");
    return socket.revents;
}

Rows Connection::finish(std::string_view doing, bool was_sent) {
    PGconn* database = database_.get();
    if (!was_sent) {
        // The server does not carry out what did not reach it completely. 08003: there is no connection.
        const bool is_lost = PQstatus(database) != CONNECTION_OK;
        throw ServerError(where_, doing, is_lost ? "08003" : "55000", first_line(PQerrorMessage(database)));
    }
    const Deadline end = deadline();
    for (int unsent = PQflush(database); unsent != 0; unsent = PQflush(database)) {
        // What the server says meanwhile must be read, or the server stops reading.
        if (unsent < 0) fail(doing);
        const bool is_told = (wait_for_socket(POLLIN | POLLOUT, end, doing) & ~POLLOUT) != 0;
        if (is_told && PQconsumeInput(database) == 0) fail(doing);
    }
    Rows last(nullptr);
    std::optional<ServerError> failure;
    for (;;) {
        while (PQisBusy(database) != 0) {
            wait_for_socket(POLLIN, end, doing);
            if (PQconsumeInput(database) == 0) fail(doing);
        }
        PGresult* result = PQgetResult(database);
        if (result == nullptr) break;
        last = Rows(result);
        const ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || failure) continue;
        const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        if (state == nullptr) fail(doing);
        failure.emplace(where_, doing, state, message != nullptr ? message : "");
    }
    if (failure) throw ServerError(*failure);
    return last;
}

void Connection::fail(std::string_view doing) const {
    throw ServerError(where_, doing, "", first_line(PQerrorMessage(database_.get())));
}

bool Connection::is_alive() {
    pollfd socket{PQsocket(database_.get()), POLLIN, 0};
    // If anything arrives unasked, the session is over.
    return PQstatus(database_.get()) == CONNECTION_OK && poll(&socket, 1, 0) == 0;
}

bool Connection::wait_for_notification(Clock::time_point end) {
    bool came = false;
    while (!came) {
        if (PQconsumeInput(database_.get()) == 0) fail("waiting for mail");
        while (PGnotify* notification = PQnotifies(database_.get())) {
            came = true;
            PQfreemem(notification);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        if (came || left <= 0) break;
        pollfd socket{PQsocket(database_.get()), POLLIN, 0};
        poll(&socket, 1, static_cast<int>(std::min<std::int64_t>(left, 1'000'000)));
    }
    return came;
}

}  // namespace beckon::postgres
