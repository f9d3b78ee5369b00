"""Fleets of networks trained by PyTorch, all of a chunk in one `bmm`, float32.

Route `hand`: the backward pass written out into preallocated tensors; with momentum the weight gradient is accumulated
into the velocity by `baddbmm`, so that a gradient exists nowhere in memory. Route `onednn`, for one network: the same
through the operation that `torch.compile` uses for frozen layers; its kernels have 512-bit vectors where MKL, on a processor
that is not Intel's, has 256. Route `autograd`: what a user writes first. All leave the update to one call over all weights.
"""

import torch

import peer


class Chunk:
    """Networks that are trained together. Weights lie layer by layer: (depth, networks, n, n)."""

    def __init__(self, request, weights, inputs, targets):
        self.weights = weights.transpose(0, 1).contiguous()
        self.inputs, self.targets = inputs, targets
        self.relu = request["activation"] == "relu"
        self.rate, self.optimizer = request["learning_rate"], request["optimizer"]
        self.rows = inputs.shape[1]

    def optimizer_of(self, parameters):
        if self.optimizer == "adam":
            return torch.optim.Adam(parameters, lr=self.rate, fused=True)
        return torch.optim.SGD(parameters, lr=self.rate, momentum=0.9, fused=True)

    def losses(self):
        """The losses of all networks, ‖F − Y‖² / 2m."""
        hidden = self.inputs
        for layer, weight in enumerate(self.weights):
            hidden = torch.bmm(hidden, weight.mT)
            if self.relu and layer < len(self.weights) - 1:
                hidden.relu_()
        return (hidden - self.targets).square_().sum((1, 2)) / (2 * self.rows)


class HandWritten(Chunk):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        depth = len(self.weights)
        self.layers = list(self.weights.unbind())
        self.transposed = [weight.mT for weight in self.layers]
        self.hidden = [self.inputs] + [torch.empty_like(self.inputs) for _ in range(depth)]
        self.deltas = [torch.empty_like(self.inputs) for _ in range(2)]
        # The velocity for momentum, the gradient for Adam.
        self.products = torch.zeros_like(self.weights)
        self.by_layer = list(self.products.unbind())
        if self.optimizer == "adam":
            self.weights.grad = self.products
            self.adam = self.optimizer_of([self.weights])

    def forward(self):
        last = len(self.layers) - 1
        for layer, weight in enumerate(self.transposed):
            output = torch.bmm(self.hidden[layer], weight, out=self.hidden[layer + 1])
            if self.relu and layer < last:
                output.relu_()

    def backward(self, momentum):
        delta = torch.sub(self.hidden[-1], self.targets, out=self.deltas[0]).mul_(1 / self.rows)
        for layer in reversed(range(len(self.layers))):
            product, hidden = self.by_layer[layer], self.hidden[layer]
            torch.baddbmm(product, delta.mT, hidden, beta=momentum, out=product)
            if layer > 0:
                target = self.deltas[1] if delta is self.deltas[0] else self.deltas[0]
                delta = torch.bmm(delta, self.layers[layer], out=target)
                if self.relu:
                    torch.ops.aten.threshold_backward.grad_input(delta, hidden, 0, grad_input=delta)

    def train(self, steps):
        for _ in range(steps):
            self.forward()
            if self.optimizer == "adam":
                self.backward(0.0)
                self.adam.step()
            else:
                self.backward(0.9)
                self.weights.add_(self.products, alpha=-self.rate)


class OneDNN(HandWritten):
    """One network with momentum. The operation is private: x, w -> x wᵀ, either operand transposed in memory or not."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.hidden = [hidden[0] for hidden in self.hidden]
        self.targets_of_one = self.targets[0]
        self.layers = [layer[0] for layer in self.layers]

    @staticmethod
    def product(x, w):
        return torch.ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")

    def forward(self):
        for layer, weight in enumerate(self.layers):
            output = self.product(self.hidden[layer], weight)
            self.hidden[layer + 1] = output.relu_() if self.relu and layer < len(self.layers) - 1 else output

    def backward(self, momentum):
        delta = torch.sub(self.hidden[-1], self.targets_of_one).mul_(1 / self.rows)
        self.products.mul_(momentum)
        for layer in reversed(range(len(self.layers))):
            hidden = self.hidden[layer]
            self.by_layer[layer][0].add_(self.product(delta.t().contiguous(), hidden.t()))
            if layer > 0:
                delta = self.product(delta, self.layers[layer].t())
                if self.relu:
                    torch.ops.aten.threshold_backward.grad_input(delta, hidden, 0, grad_input=delta)


class Autograd(Chunk):
    def train(self, steps):
        with torch.enable_grad():
            layers = [weight.clone().requires_grad_() for weight in self.weights]
            optimizer = self.optimizer_of(layers)
            for _ in range(steps):
                hidden = self.inputs
                for layer, weight in enumerate(layers):
                    hidden = torch.bmm(hidden, weight.mT)
                    if self.relu and layer < len(layers) - 1:
                        hidden = torch.relu_(hidden)
                loss = (hidden - self.targets).square().sum() / (2 * self.rows)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        torch.stack([layer.detach() for layer in layers], out=self.weights)


ROUTES = {"hand": HandWritten, "onednn": OneDNN, "autograd": Autograd}


def training(request):
    arrays = [torch.from_numpy(array) for array in peer.fleet(request)]
    kind = ROUTES[request["route"]]

    def run():
        losses = []
        for parts in zip(*(array.split(request["chunk"]) for array in arrays)):
            chunk = kind(request, *parts)
            chunk.train(request["steps"])
            losses += chunk.losses().tolist()
        return losses

    seconds, losses = peer.timed(run)
    return {"seconds": seconds, "results": {"loss": peer.summary(losses)}}
