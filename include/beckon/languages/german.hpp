// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/languages/catalogue.hpp"

namespace beckon::catalogues {

/// German, complete, formal ("Sie").
inline const Catalogue& german() {
    static const Catalogue catalogue{
        .language = "de",
        .texts =
            {
                {"status.invite_sent", "Einladung gesendet"},
                {"status.invite_expired", "Einladung abgelaufen"},
                {"status.active", "Aktiv"},
                {"status.deactivated", "Deaktiviert"},

                {"action.invite", "Einladen"},
                {"action.adopt", "Übernehmen"},
                {"action.resend", "Einladung erneut senden"},
                {"action.send_new", "Neue Einladung senden"},
                {"action.copy_link", "Einladungslink kopieren"},
                {"action.open", "Öffnen"},
                {"action.accept", "Annehmen"},
                {"action.decline", "Ablehnen"},
                {"action.correct_email", "E-Mail-Adresse korrigieren"},
                {"action.cancel", "Einladung zurückziehen"},
                {"action.deactivate", "Deaktivieren"},
                {"action.activate", "Aktivieren"},
                {"action.remove", "Entfernen"},
                {"action.edit", "Bearbeiten"},

                {"reason.empty", "Diese Angabe darf nicht leer sein."},
                {"reason.too_long", "Diese Angabe ist zu lang."},
                {"reason.not_utf8", "Diese Angabe ist kein gültiges UTF-8."},
                {"reason.control_character", "Diese Angabe muss eine einzelne Textzeile ohne Steuerzeichen sein."},
                {"reason.invalid_address", "Das ist keine E-Mail-Adresse."},
                {"reason.invalid_account",
                 "Ein Konto wird durch 1 bis 64 druckbare ASCII-Zeichen ohne Leerzeichen bezeichnet."},
                {"reason.invalid_locale", "Eine Sprache wird durch ein Kürzel wie „de“ oder „pt-BR“ angegeben."},
                {"reason.no_roles", "Ein Benutzer hat mindestens eine Rolle."},
                {"reason.duplicate", "Derselbe Wert ist zweimal angegeben."},
                {"reason.too_many", "Das sind zu viele Werte."},
                {"reason.invalid_time", "Das ist kein Zeitpunkt."},
                {"reason.invalid_cursor", "Diese Positionsangabe stammt nicht aus dieser Liste."},
                {"reason.invalid_key", "Ein Idempotenzschlüssel besteht aus 1 bis 200 druckbaren ASCII-Zeichen."},
                {"reason.not_permitted", "Ihre Rolle erlaubt das nicht."},
                {"reason.link_required", "Das kann nur die eingeladene Person tun, mit dem Link aus der Einladung."},
                {"reason.host_only", "Das kann nur die Anwendung selbst tun."},
                {"reason.oneself", "Das können Sie nicht bei sich selbst tun."},
                {"reason.last_holder",
                 "Das ist der letzte aktive Benutzer mit dieser Rolle. Geben Sie die Rolle zuerst einem anderen "
                 "aktiven "
                 "Benutzer."},
                {"reason.user_not_found", "Diesen Benutzer gibt es nicht."},
                {"reason.address_taken", "Es gibt bereits einen Benutzer mit dieser E-Mail-Adresse."},
                {"reason.still_valid", "Die Einladung wurde noch nicht angenommen und ist noch gültig."},
                {"reason.invitation_expired", "Die Einladung ist abgelaufen."},
                {"reason.not_accepted_yet", "Die Einladung wurde noch nicht angenommen."},
                {"reason.already_active", "Die Einladung wurde angenommen: Der Benutzer ist aktiv."},
                {"reason.user_deactivated", "Der Benutzer ist deaktiviert."},
                {"reason.not_offered", "Das wird hier nicht angeboten."},
                {"reason.too_soon", "An diese Adresse wurde gerade eben eine E-Mail gesendet."},
                {"reason.too_many_pending",
                 "Zu viele Einladungen sind offen. Ziehen Sie die Einladungen zurück, die nicht mehr gebraucht "
                 "werden."},
                {"reason.signing_key_retired",
                 "Der Schlüssel, mit dem dieser Link erstellt wurde, wird nicht mehr verwendet."},
                {"reason.identity_required", "Ohne Link wird die bestätigte Adresse der Person benötigt."},
                {"reason.identity_mismatch", "Diese Einladung gilt für eine andere E-Mail-Adresse."},
                {"reason.link_invalid", "Dieser Link ist ungültig."},
                {"reason.link_expired", "Diese Einladung ist abgelaufen."},
                {"reason.link_superseded",
                 "Es wurde eine neuere Einladung gesendet, daher funktioniert dieser Link nicht mehr."},
                {"reason.link_used", "Diese Einladung wurde bereits angenommen."},
                {"reason.link_cancelled", "Diese Einladung wurde zurückgezogen."},
                {"reason.link_declined", "Diese Einladung wurde abgelehnt."},
                {"reason.link_removed", "Diese Einladung ist nicht mehr offen."},
                {"reason.link_deactivated", "Dieser Zugang wurde deaktiviert."},
                {"reason.key_reused", "Dieser Idempotenzschlüssel wurde bereits für eine andere Anfrage verwendet."},

                {"remedy.reset_password", "Setzen Sie stattdessen das Passwort zurück."},
                {"remedy.send_new_invitation", "Senden Sie eine neue Einladung."},
                {"remedy.resend", "Senden Sie die Einladung erneut."},
                {"remedy.ask_administrator", "Wenden Sie sich an Ihre Administration."},
                {"remedy.open_latest_mail", "Öffnen Sie den Link in der neuesten Einladungs-E-Mail."},
                {"remedy.activate", "Aktivieren Sie den Benutzer."},
                {"remedy.sign_in", "Melden Sie sich an."},
                {"remedy.cancel_and_invite_again", "Ziehen Sie die Einladung zurück, und laden Sie erneut ein."},
                {"remedy.wait", "Warten Sie, und versuchen Sie es dann noch einmal."},
                {"remedy.use_another_address", "Verwenden Sie eine andere E-Mail-Adresse."},

                {"sentence.with_field", "{field}: {message}"},
                {"sentence.with_remedy", "{reason} {remedy}"},
                {"sentence.ask_for_invitation", "Bitten Sie Ihre Administration um eine neue Einladung."},

                {"field.account", "Konto"},
                {"field.cursor", "Positionsangabe"},
                {"field.email", "E-Mail-Adresse"},
                {"field.idempotency_key", "Idempotenzschlüssel"},
                {"field.identity", "Identität"},
                {"field.inboxes", "Postfächer"},
                {"field.locale", "Sprache"},
                {"field.name", "Name"},
                {"field.now", "Aktuelle Zeit"},
                {"field.roles", "Rollen"},
                {"field.size", "Größe"},
                {"field.teams", "Teams"},
                {"field.token", "Link"},

                {"joined.date", "{day}.{month}.{year}"},
                {"joined.invited", "Eingeladen am {date}"},
                {"joined.expired", "Einladung abgelaufen"},

                {"mail.subject", "Einladung zu {account}"},
                {"mail.greeting", "Guten Tag {user},"},
                {"mail.greeting_without_name", "Guten Tag,"},
                {"mail.invitation", "{inviter} lädt Sie ein, {account} beizutreten."},
                {"mail.invitation_without_inviter", "Sie sind eingeladen, {account} beizutreten."},
                {"mail.open_link",
                 "Öffnen Sie diesen Link, um die Einladung anzunehmen oder mehr darüber zu erfahren:"},
                {"mail.button", "Einladung öffnen"},
                {"mail.copy_link", "Oder kopieren Sie diese Adresse in Ihren Browser:"},
                {"mail.validity",
                 "Der Link funktioniert nur einmal und nur bis {expiry}. Bitten Sie danach die Administration von "
                 "{account} um "
                 "eine neue Einladung. Der Link ist nur für Sie bestimmt: Bitte leiten Sie diese E-Mail nicht weiter."},
                {"mail.recipient",
                 "Diese E-Mail wurde an {address} gesendet. Wenn Sie sie nicht erwartet haben, ignorieren Sie sie: "
                 "Solange die Einladung nicht angenommen wird, geschieht nichts."},
                {"mail.support", "Haben Sie Fragen? Hier erhalten Sie Hilfe: {support}"},

                {"mail.expiry", "{weekday}, {day}. {month} {year}, {time} Uhr {zone}"},
                {"mail.sunday", "Sonntag"},
                {"mail.monday", "Montag"},
                {"mail.tuesday", "Dienstag"},
                {"mail.wednesday", "Mittwoch"},
                {"mail.thursday", "Donnerstag"},
                {"mail.friday", "Freitag"},
                {"mail.saturday", "Samstag"},
                {"mail.january", "Januar"},
                {"mail.february", "Februar"},
                {"mail.march", "März"},
                {"mail.april", "April"},
                {"mail.may", "Mai"},
                {"mail.june", "Juni"},
                {"mail.july", "Juli"},
                {"mail.august", "August"},
                {"mail.september", "September"},
                {"mail.october", "Oktober"},
                {"mail.november", "November"},
                {"mail.december", "Dezember"},
            },
    };
    return catalogue;
}

}  // namespace beckon::catalogues
