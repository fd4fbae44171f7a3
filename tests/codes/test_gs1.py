"""GS1 codes, drawn and read by zxing: one spelling for DataBar and Digital Link."""

import cv2
import numpy as np
import pytest
import zxingcpp

from cart.codes import read_codes
from cart.codes.gs1 import digital_link, element_string

GTIN = "(01)09506000134352"


def drawn(text, kind):
    picture = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=4))
    return cv2.copyMakeBorder(picture, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255)


def test_a_databar_is_read_with_its_weight():
    picture = drawn("(01)99501101530006(3103)000500", zxingcpp.BarcodeFormat.DataBarExp)
    assert [code.text for code in read_codes(picture)] == ["(01)99501101530006(3103)000500"]


def test_a_digital_link_is_read_as_what_it_stands_for():
    link = "https://shop.example/x/01/9506000134352/10/AB%2FC?17=261231&3103=000500&utm=none"
    picture = drawn(link, zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in read_codes(picture)] == [f"{GTIN}(10)AB/C(17)261231(3103)000500"]


def test_any_other_qr_is_no_code_of_ours():
    assert read_codes(drawn("https://example.org/menu", zxingcpp.BarcodeFormat.QRCode)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(01)09506000134353",  # wrong check digit
        "(17)261231",
        "01095060001343523103000500",
        "(01)09506000134352(3103)5",
        "(01)09506000134352(9999)1(",
    ],
)
def test_what_is_no_element_string(text):
    assert element_string(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "ftp://shop/01/09506000134352", "https://shop/02/09506000134352", "https://[/01/1", "https://shop/01/123"],
)
def test_what_is_no_digital_link(text):
    assert digital_link(text) is None
