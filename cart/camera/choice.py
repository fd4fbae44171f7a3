"""The camera of the kind that cart.toml names; only the chosen driver is loaded."""

from cart.camera.frames import Camera


def camera_of(kind: str, device: str) -> Camera | None:
    """A camera that is not yet started; None for a cart without one."""
    match kind:
        case "twin":
            from cart.camera.twin import twin_camera

            return twin_camera(device)
        case "opencv":
            from cart.camera.opencv import opencv_camera

            return opencv_camera(int(device) if device.isdigit() else device)
        case "picamera2":
            from cart.camera.picam import picamera2_camera

            return picamera2_camera()
    return None
