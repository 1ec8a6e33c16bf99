"""The short title that is proposed for a running head ends where a reader would pause."""

import pytest

from publish.text.short_titles import short_title


@pytest.mark.parametrize(
    ("title", "fits", "language", "short"),
    [
        ("The Peasants as One of the Elements of Revolution", "The Peasants as One of the Elements of", "en", "The Peasants"),
        (
            "The Decline of the West in the Twentieth Century",
            "The Decline of the West in the Twentieth",
            "en-GB",
            "The Decline of the West",
        ),
        ("The Decline of the West in the Twentieth Century", "The Decline of the West", "en", "The Decline of the West"),
        ("The Decline of the West in the Twentieth Century", "The Decline of the", "en", ""),
        ("Trotsky: A Life in the Revolution and After", "Trotsky: A Life in the Revolution and", "en", "Trotsky"),
        ("What Is to Be Done? Burning Questions of Our Movement", "What Is to Be Done? Burning Questions", "en", "What Is to Be Done?"),
        ("Lord and Peasant — the Making of the World", "Lord and Peasant — the Making", "en", "Lord and Peasant"),
        ("Die Lage der Bauern im Süden und Westen des Landes", "Die Lage der Bauern im Süden", "de", "Die Lage der Bauern im Süden"),
        ("L’État et la Révolution dans les pays du Nord", "L’État et la Révolution dans les pays", "fr", "L’État et la Révolution"),
        ("Wonderful Adventures Everywhere Anyhow", "Wonderful Adventures Everywhere", "en", ""),
        ("Повесть о том как поссорились", "Повесть о том", "ru", ""),
        ("The of Things", "The", "en", ""),
        ("A Word", "", "en", ""),
    ],
)
def test_short_title_ends_at_a_sense(title: str, fits: str, language: str, short: str) -> None:
    assert short_title(title, fits, language) == short
