"""One picture of a person's own as a view in the middle of the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from signs_studio.messages import Message
from signs_studio.ui.panel import BuiltPanel, Dock, Panel
from signs_studio.ui.state.absences import why_no_data, why_no_engine
from signs_studio.worker.run_state import ACTIVE_STATES, RunState

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from signs_studio.ui.one_picture.one_picture_view import OnePictureView
    from signs_studio.ui.state.workspace import Workspace

# Other kinds are read as well, and are found among all files.
_PATTERNS = ("*.png", "*.jpg", "*.jpeg", "*.bmp", "*.gif", "*.tif", "*.tiff", "*.webp")


class _OnePicture(QObject):
    """Has the view show the photograph that is looked at and what the run says of it."""

    def __init__(self, view: OnePictureView, workspace: Workspace) -> None:
        super().__init__(view)
        from signs_studio.ui.one_picture.camera import Camera
        from signs_studio.ui.one_picture.keeping import Keeping
        from signs_studio.ui.one_picture.picture_prediction import PicturePrediction

        self._view = view
        self._workspace = workspace
        self._controller = workspace.controller
        self._photographs = photographs = workspace.photographs
        self._prediction = prediction = PicturePrediction(
            photographs,
            controller=workspace.controller,
            run_feed=workspace.run_feed,
            shown_predictions=workspace.shown_predictions,
            reader=workspace.picture_reader,
            parent=self,
        )
        self._repeating = ""
        self._camera = Camera(lambda: prediction.is_idle, self)
        view.open_clicked.connect(self._on_view_open_clicked)
        view.paste_clicked.connect(workspace.actions["paste"].trigger)
        view.camera_clicked.connect(self._on_view_camera_clicked)
        view.dropped.connect(self._on_view_dropped)
        view.visibility_changed.connect(self._on_view_visibility_changed)
        view.crop_view.crop_chosen.connect(photographs.set_crop)
        view.thumbnails.photograph_chosen.connect(self._on_thumbnails_photograph_chosen)
        view.thumbnails.removal_wanted.connect(photographs.remove_chosen)
        self._camera.frame_came.connect(self._on_camera_frame_came)
        self._camera.ended.connect(self._on_camera_ended)
        photographs.changed.connect(self._show_photographs)
        photographs.crop_changed.connect(self._on_photographs_crop_changed)
        photographs.arrived.connect(self._camera.switch_off)
        prediction.seen_changed.connect(self._show_seen)
        prediction.answer_changed.connect(self._show_answer)
        self._controller.repeating.connect(self._on_controller_repeating)
        self._controller.repeated.connect(self._on_controller_repeated)
        for changed in (
            self._controller.state_changed,
            self._controller.record_changed,
            self._controller.data_changed,
        ):
            changed.connect(self._show_answer)
        prediction.set_watched(view.isVisible())
        self._show_photographs()
        self._show_seen()
        self._show_answer()
        Keeping(view, workspace, prediction=prediction, parent=self)

    def _show_photographs(self) -> None:
        self._view.show_photographs(self._photographs)

    def _show_seen(self) -> None:
        self._view.show_seen(self._prediction.seen)

    def _show_answer(self) -> None:
        prediction, dataset = self._prediction, self._controller.dataset
        if prediction.probabilities is None or dataset is None:
            self._view.answer_view.show_words(self._why_no_answer())
            return
        self._view.answer_view.show_answer(
            prediction.probabilities, class_names=dataset.class_names, epochs=prediction.epochs
        )

    def _why_no_answer(self) -> str:
        controller = self._controller
        words = why_no_data(controller) or why_no_engine(controller)
        if words:
            return words
        if controller.state is RunState.REOPENING:
            return self.tr("The run is being reopened: the answer comes with it.")
        past_epoch = self._workspace.shown_predictions.past_epoch
        if past_epoch is not None:
            words = self.tr("The answer of epoch {epoch} is on its way.")
            return self._repeating or words.format(epoch=f"{past_epoch:,}")
        if controller.state in ACTIVE_STATES:
            return self.tr("The first epoch is being trained: the answer comes with it.")
        return self.tr("Train first: a network that has learnt nothing has no answer.")

    def _on_controller_repeating(self, epoch: int, percent: int) -> None:
        words = self.tr("Training is repeated up to epoch {epoch}, for its weights: {percent} %")
        self._say_repeating(words.format(epoch=f"{epoch:,}", percent=percent))

    def _on_controller_repeated(self, problem: str) -> None:
        self._say_repeating(problem)

    def _say_repeating(self, words: str) -> None:
        self._repeating = words
        if self._prediction.probabilities is None:
            self._show_answer()

    def _on_view_open_clicked(self) -> None:
        from signs_studio.ui.widgets.file_dialog import FileDialog

        dialog = FileDialog(self._view.window(), self.tr("Open pictures to be read"))
        filters = self.tr("Pictures ({patterns});;All files (*)")
        paths = dialog.choose_files(filters=filters.format(patterns=" ".join(_PATTERNS)))
        if paths:
            self._photographs.open(paths)

    def _on_view_dropped(self, mime: QMimeData) -> None:
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self._photographs.open(paths)
        elif mime.hasImage():
            self._add_image(mime.imageData())

    def _add_image(self, image: QImage) -> None:
        from signs_studio.ui.widgets.picture_pixmap import image_array

        self._photographs.add(self.tr("A picture that was dropped"), image_array(image))

    def _on_view_camera_clicked(self, is_on: bool) -> None:
        if is_on:
            self._camera.switch_on()
        else:
            self._camera.switch_off()

    def _on_view_visibility_changed(self, is_visible: bool) -> None:
        self._prediction.set_watched(is_visible)
        if not is_visible:
            self._camera.switch_off()

    def _on_thumbnails_photograph_chosen(self, index: int) -> None:
        self._camera.switch_off()
        self._photographs.choose(index)

    def _on_photographs_crop_changed(self) -> None:
        current = self._photographs.current
        self._view.crop_view.show_crop(None if current is None else current.crop)

    def _on_camera_frame_came(self, image: QImage) -> None:
        from signs_studio.ui.widgets.picture_pixmap import image_array

        self._photographs.show_frame(self.tr("The camera, live"), image_array(image))

    def _on_camera_ended(self, words: str) -> None:
        self._photographs.show_frame("", None)
        self._view.set_camera_on(False)
        if words:
            self._workspace.notifications.went_wrong.emit(words, "")


def _import_modules() -> None:
    import signs_studio.ui.one_picture.one_picture_view  # noqa: F401


def _build(workspace: Workspace) -> BuiltPanel:
    from signs_studio.ui.one_picture.one_picture_view import OnePictureView

    view = OnePictureView()
    return BuiltPanel(
        widget=view,
        connect=partial(_OnePicture, view, workspace),
        set_theme=view.set_theme,
    )


PANEL = Panel(
    name="your_picture",
    title=Message("panels", "Your picture"),
    dock=Dock.MIDDLE,
    build=_build,
    needs=_import_modules,
    icon="your_picture",
    waiting=Message("panels", "A picture of yours will be read here."),
)
