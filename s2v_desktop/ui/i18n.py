"""Translations: Qt's own and the program's, for the language of the system."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from s2v_desktop.store.paths import resource_folder


def install(app: QCoreApplication, locale: QLocale | None = None) -> list[QTranslator]:
    """Load the translations of a locale; English needs none.

    Parameters
    ----------
    app : QCoreApplication
        Keeps the translators alive.
    locale : QLocale, optional
        The system's by default.

    Returns
    -------
    list of QTranslator
        Those that were found.
    """
    locale = locale or QLocale.system()
    if locale.language() == QLocale.Language.C:  # no language is set: numbers still have separators
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
        QLocale.setDefault(locale)
    places = (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("s2v", str(resource_folder() / "translations")),
    )
    installed = []
    for name, folder in places:
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder) and app.installTranslator(translator):
            installed.append(translator)
        else:
            translator.deleteLater()
    return installed
