"""How an image goes over: blobs at once, then manifests, the index, what is attached, tags last.

So whatever breaks off leaves no tag that names what is not there.
"""

import concurrent.futures
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from images.blobs import Blob
from images.layout import Layout
from registry.blobs import has_blob, mount_blob
from registry.errors import RegistryError, StoppedError
from registry.manifests import Manifest, manifest_digest, put_manifest
from registry.referrers import Artifact, attach
from registry.repository import Repository
from registry.uploads import Upload

from push.order import Order
from push.outcome import Done, Kind, Outcome
from push.progress import Progress

_REMEMBERED = 2
"""Repositories that are tried of those that are remembered."""

_KIND_BY_PIECE: Mapping[str, Kind] = {"blob": "blob", "manifest": "artifact", "list": "tag"}


class Pushing:
    """One image on its way to one repository."""

    def __init__(
        self,
        order: Order,
        repository: Repository,
        *,
        known: Mapping[str, Sequence[str]],
        titles: Mapping[str, str],
        progress: Progress,
    ) -> None:
        """Sends nothing yet.

        Args:
            order: what is asked for.
            repository: where it goes.
            known: repositories that had a blob, by its digest.
            titles: what people call a blob, by its digest.
            progress: is told of everything that is done.
        """
        self._order = order
        self._repository = repository
        self._known = known
        self._titles = titles
        self._progress = progress

    def run(
        self, layout: Layout, artifacts: Sequence[tuple[Manifest, Artifact]] = ()
    ) -> Sequence[Outcome]:
        """Pushes.

        Args:
            layout: whole.
            artifacts: what is attached to its images: each with the image's manifest.

        Returns:
            What was done, in the order of the layout.

        Raises:
            LayersError: of the first request that failed for good; no tag was written then.
        """
        outcomes = self._blobs(layout.blobs)
        images = [Manifest.of_blob(one.manifest, one.manifest_bytes) for one in layout.images]
        top = Manifest.of_blob(layout.top, layout.top_bytes)
        for manifest in dict.fromkeys([*images, top]):  # of one image, the top is its manifest
            outcomes.append(self._manifest("manifest", manifest, manifest.digest))
        for subject, artifact in artifacts:
            outcomes += self._attached(subject, artifact)
        return [*outcomes, *(self._manifest("tag", top, tag) for tag in self._order.tags)]

    def _blobs(self, blobs: Sequence[Blob]) -> list[Outcome]:
        """Pushes blobs at once, the large ones first; the first that fails stops the others."""
        largest_first = sorted(blobs, key=lambda blob: -blob.size)
        pool = concurrent.futures.ThreadPoolExecutor(self._order.options.jobs)
        try:
            running = {blob: pool.submit(self._blob, blob) for blob in largest_first}
            concurrent.futures.wait(
                running.values(), return_when=concurrent.futures.FIRST_EXCEPTION
            )
            _raise_first(running.values())
            return [running[blob].result() for blob in blobs]
        except BaseException:  # Ctrl-C, too
            # Threads end at their next block; one that waits for an answer is not waited for.
            self._order.options.retries.stop.set()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _blob(self, blob: Blob) -> Outcome:
        self._order.options.retries.check()
        done: Done = "skipped"
        source = ""
        if not has_blob(self._repository, blob):
            source = self._send_or_mount(blob)
            done = "mounted" if source else "sent"
        return self._told(
            Outcome(
                kind="blob",
                title=self._titles.get(blob.digest, ""),
                digest=blob.digest,
                size=blob.size,
                done=done,
                source=source,
            )
        )

    def _send_or_mount(self, blob: Blob) -> str:
        """Brings a blob over, and returns the repository it was mounted from; "" if it was sent."""
        if self._order.dry_run:
            return next((one for one in self._sources(blob) if self._is_in(one, blob)), "")
        location = ""
        for source in self._sources(blob):
            mount = mount_blob(self._repository, blob, source)
            if mount.mounted:
                return source
            location = mount.location or location
        title = self._titles.get(blob.digest, blob.digest)
        with self._progress.sending(title, blob.size) as told:
            piece_bytes = self._order.piece_bytes
            Upload(self._repository, blob, piece_bytes=piece_bytes, told=told).run(location)
        return ""

    def _sources(self, blob: Blob) -> Sequence[str]:
        """Returns the repositories that may have a blob, the likely ones first."""
        remembered = [
            name for name in self._known.get(blob.digest, ()) if name != self._repository.name
        ]
        named = [name for name in self._order.mount_from if name != self._repository.name]
        return list(dict.fromkeys([*remembered[:_REMEMBERED], *named]))

    def _is_in(self, source: str, blob: Blob) -> bool:
        other = dataclasses.replace(self._repository, name=source, actions="pull")
        try:
            return has_blob(other, blob)
        except RegistryError:
            return False

    def _manifest(
        self, kind: Literal["manifest", "tag"], manifest: Manifest, reference: str
    ) -> Outcome:
        done: Done = "skipped"
        if manifest_digest(self._repository, reference) != manifest.digest:
            done = "sent"
            if not self._order.dry_run:
                put_manifest(self._repository, reference, manifest)
        title = self._titles.get(manifest.digest, "") if kind == "manifest" else f"tag {reference}"
        return self._told(
            Outcome(
                kind=kind,
                title=title,
                digest=manifest.digest,
                size=len(manifest.content),
                done=done,
            )
        )

    def _attached(self, subject: Manifest, artifact: Artifact) -> Sequence[Outcome]:
        dry_run = self._order.dry_run
        return [
            self._told(
                Outcome(
                    kind=_KIND_BY_PIECE[piece.kind],
                    title=f"{piece.kind} of {artifact.title}",
                    digest=piece.digest,
                    size=piece.size,
                    done="sent" if piece.sent else "skipped",
                )
            )
            for piece in attach(self._repository, subject, artifact, dry_run=dry_run)
        ]

    def _told(self, outcome: Outcome) -> Outcome:
        self._progress.done(outcome)
        return outcome


def _raise_first(futures: Iterable[concurrent.futures.Future[Outcome]]) -> None:
    """Raises what went wrong, not what was given up because of it."""
    ended = [future for future in futures if future.done()]
    errors = [error for future in ended if (error := future.exception())]
    errors.sort(key=lambda error: isinstance(error, StoppedError))
    if errors:
        raise errors[0]
